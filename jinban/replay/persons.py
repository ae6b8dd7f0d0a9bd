"""People and shops that nobody is: the number of each is well formed, but with the serial 000 that is never given out
(GB 11643), phones begin with a 0 that no exchange has, shops carry DEMA in their code."""

from dataclasses import dataclass
from datetime import date
from random import Random

from stdnum.cn import ric, uscc

from jinban.replay.profile import Profile

AREAS = ("420281", "420222", "420204", "420203", "420202", "420205")
BORN_FROM, BORN_DAYS = date(1935, 1, 1), 25_000
PLACES = len(AREAS) * BORN_DAYS
# A step without a common factor with PLACES: neighbours in number are not born on neighbouring days.
STEP = 61_403
_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True, slots=True)
class Made:
    """Somebody who does not exist."""

    id_type: str
    number: str
    name: str
    phone: str


def citizen(serial: int, salt: str, profile: Profile) -> Made:
    """The made-up person of this serial number, the same each time. ValueError beyond the numbers that there are."""
    if not 0 <= serial < PLACES:
        raise ValueError(f"没有第{serial}个演示人。")
    body = f"{AREAS[serial * STEP % PLACES % len(AREAS)]}{born(serial):%Y%m%d}000"
    rng = Random(f"{salt}/person/{serial}")
    given = profile.given_women if rng.random() < 0.5 else profile.given_men
    phone = f"07140{serial:06d}" if rng.random() < profile.phone_share else ""
    return Made(
        "resident", body + ric.calc_check_digit(f"{body}0"), rng.choice(profile.surnames) + rng.choice(given), phone
    )


def born(serial: int) -> date:
    """The day on which the person of this serial number was born."""
    return date.fromordinal(BORN_FROM.toordinal() + serial * STEP % PLACES // len(AREAS))


def shop(serial: int, owner: Made, salt: str, profile: Profile) -> Made:
    """The made-up shop of this serial number; its owner answers for it."""
    rng = Random(f"{salt}/shop/{serial}")
    digits, left = "", serial
    for _ in range(5):
        left, digit = divmod(left, len(_CODE))
        digits = _CODE[digit] + digits
    body = f"92420281DEMA{digits}"
    return Made(
        "credit", body + uscc.calc_check_digit(body + "0"), f"{owner.name}{rng.choice(profile.shops)}（演示）", ""
    )
