"""What a facts file does not say: the shares in `profile.yaml`, all of them invented (演示)."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec
import yaml

FILE = Path(__file__).with_name("profile.yaml")
Channel = Literal["window", "helper", "mobile", "online"]
Extra = Literal["refused", "returned", "withdrawn", "voided", "waiting"]
Way = Literal["in_person", "helper", "post"]
Share = float


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Closed to keys that nobody reads."""


class Words(Strict, frozen=True, kw_only=True):
    """What clerks write where words must be written."""

    supply: str
    opinion_grant: str
    opinion_deny: str
    denied: str
    refused: str
    withdrawn: str
    voided: str
    remedies: str
    paper: str
    by_helper: str
    by_post: str


class Profile(Strict, frozen=True, kw_only=True):
    """The shares; each is explained where it stands in the file."""

    demo: Literal[True]
    months: list[float]
    weekdays: list[float]
    makeup_day: float
    morning: Share
    towns: dict[str, float]
    at_village: Share
    sleeping_stations: Share
    sleeping_weight: float
    station_spread: float
    leaders_share: Share
    leaders_step: float
    others_exponent: float
    zero_items: Share
    promised_weight: float
    people_per_case: float
    ages: dict[str, int]
    phone_share: Share
    channels: dict[Channel, Share]
    notified: Share
    late: Share
    withdrawn: Share
    denied: Share
    extra: dict[Extra, Share]
    ways: dict[Way, Share]
    surnames: str
    given_men: list[str]
    given_women: list[str]
    shops: list[str]
    filled: str
    words: Words


@lru_cache(maxsize=1)
def profile() -> Profile:
    """The profile of the package. msgspec.ValidationError names the path of the first fault."""
    return msgspec.convert(yaml.safe_load(FILE.read_text("utf-8")), Profile)
