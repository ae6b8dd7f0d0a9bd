"""Living a year: checked, the city brought to the file's counts, then every act in the order of time.

Acts are played in small transactions, each with the mark of how far the play has come: what is committed is done,
what is not is played again, and nothing is done twice.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from random import Random

from django.conf import settings
from django.db import transaction

from jinban.cases import actions as cases
from jinban.cases import queries as case_queries
from jinban.cases.actions.intake import CERTIFICATE
from jinban.catalogue import queries as catalogue
from jinban.delegation.models import Delegation
from jinban.kit import clock, duties, events, marks, worker
from jinban.kit.clock import CHINA, legal_day
from jinban.kit.duties import Duties
from jinban.kit.refused import Refused
from jinban.kit.worker import Reactions
from jinban.people import queries as people
from jinban.places import queries as places
from jinban.replay import facts as paths
from jinban.replay import identities, naming, seating, structure
from jinban.replay.days import Days
from jinban.replay.facts import CITY, PROVINCE, Facts
from jinban.replay.plan import Offer, Plan, limit_of
from jinban.replay.playing import REPLAY, Player
from jinban.replay.profile import profile
from jinban.replay.spots import Spots
from jinban.replay.structure import Shape
from jinban.replay.volumes import scaled, volumes

NAME, DONE = "replay", "replay.done"
BATCH = 64
# A site that answers meanwhile waits no longer than this for its turn to write.
PATIENCE = 0.25

Tell = Callable[[int, int, datetime], None]


@dataclass
class Played:
    """What a play came to: acts played now and before, acts that somebody else's doing had made impossible."""

    plan: Plan
    acts: int = 0
    before: int = 0
    seconds: float = 0.0
    impossible: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Script:
    """A file, a seed and a scale: what a play follows from."""

    facts: Facts
    seed: int
    scale: Fraction

    @property
    def salt(self) -> str:
        """What every draw begins with."""
        return f"{self.facts.digest[:16]}/{self.seed}/{self.scale}"


def prepare(script: Script) -> tuple[str, ...]:
    """Refused when the file contradicts itself, names somebody unknown, asks for more than the city has, or the database
    has a life of its own; else the city is brought to its counts, the demo clock starts, and the warnings come back."""
    facts = script.facts
    warnings = identities.insist(facts)
    names = naming.insist(facts)
    _insist_on_calendars(facts)
    if _begun(script):
        return warnings
    wanted = structure.shape(facts, names)
    _volumes(script, wanted)
    start = datetime(facts.year, 1, 1, 0, 0, tzinfo=CHINA)
    with transaction.atomic():
        marks.set_demo(at=clock.machine())
        marks.keep_first(NAME, script.salt, at=clock.machine())
        marks.keep(DONE, "0", at=clock.machine())
        marks.keep(marks.SCALE, str(script.scale), at=clock.machine())
        structure.bring(wanted, facts, by=REPLAY, at=start)
        structure.scale_threshold(script.scale, by=REPLAY, at=start)
        seating.fill(seating.wanted(wanted), profile(), salt=script.salt, day=facts.first, by=REPLAY, at=start)
    clock.start(morning_after(facts))
    return warnings


def morning_after(facts: Facts) -> datetime:
    """Nine o'clock of the first working day after the year."""
    day = places.calendar().next_workday(facts.last + timedelta(days=1))
    return datetime(day.year, day.month, day.day, 9, tzinfo=CHINA)


def _insist_on_calendars(facts: Facts) -> None:
    """The year itself, and the next one, in which its last cases are due."""
    for year in (facts.year, facts.year + 1):
        places.calendar().is_workday(date(year, 1, 1))


def _begun(script: Script) -> bool:
    """Whether this very play has begun here. Refused: another play, a database that is lived in, production."""
    if settings.PRODUCTION:
        raise Refused("正式系统里不能演。请换一个数据库，或者去掉 JINBAN_PRODUCTION。")
    mark = marks.read(NAME)
    if mark and mark.value == script.salt:
        return True
    if mark:
        raise Refused("这个库里演的是另一份资料、另一个种子或者另一个比例，不能接着演。请换一个新库。")
    if case_queries.any_case() or people.any_applicant():
        raise Refused("这个库里已经有办件或者申请人，不能再演一年。请换一个新库。")
    if not marks.is_demo() and people.any_real_staff():
        raise Refused("这个库里已经有真实的工作人员，不能变成演示库。请换一个新库。")
    return False


def plan_of(script: Script) -> Plan:
    """The plan of a prepared play."""
    wanted = structure.shape(script.facts, naming.Names())
    counts, salt, shares = _volumes(script, wanted), script.salt, profile()
    offers = {row.code: _offer(row, script.facts) for rows in wanted.rows.values() for row in rows}
    people_wanted = round(sum(counts.values()) * shares.people_per_case)
    spots = Spots(wanted, shares, salt, people_wanted)
    if homeless := [row for row, count in counts.items() if count and not spots.holds(offers[row].row)]:
        raise Refused(f"下沉事项{'、'.join(homeless)}没有一个站点能收件，不能演。请核对镇村权限。")
    return Plan(salt, offers, counts, spots, Days(script.facts.year, places.calendar(), shares), shares)


def _volumes(script: Script, wanted: Shape) -> dict[str, int]:
    totals = scaled({level: script.facts.must(paths.CASES[level]) for level in (PROVINCE, CITY)}, script.scale)
    found: dict[str, int] = {}
    kinds = {version.item_id: version.said.elements.kind.value for version in catalogue.published(script.facts.first)}
    instant = {row.code for rows in wanted.rows.values() for row in rows if kinds.get(row.item_id) == "instant"}
    for level, rows in wanted.rows.items():
        if totals[level] and not rows:
            raise Refused(f"{structure.WORDS[level]['level']}没有下沉事项，却有{totals[level]}件办件。")
        classes = {row.code: row.item_class_id or row.item_id for row in rows}
        rng = Random(f"{script.salt}/{level}")
        found |= volumes(totals[level], classes, wanted.leaders[level], instant, profile(), rng)
    return found


def _offer(row: Delegation, facts: Facts) -> Offer:
    version = catalogue.version_on(row.item_id, facts.first)
    if version is None or (version.valid_to and version.valid_to < facts.last):
        raise Refused(f"{row.code}“{row.name}”在{facts.year}年没有一个从头到尾有效的事项版本，不能演。")
    content = version.said
    result = content.elements.result_type
    return Offer(
        row, version, content, police=row.department.kind == "police",
        lists=any(material.need == "required" and not material.waived and not material.when for material in content.materials),
        makes_paper=bool(result and result.value == CERTIFICATE), limit=limit_of(content),
    )  # fmt: skip


def live(script: Script, reactions: Reactions, tell: Tell, daily: Duties = ()) -> Played:
    """Play what is still to be played of a prepared year, telling how far it has come. The worker runs on its days: what was
    to be delivered, then the duties of the clock, as the day begins."""
    plan = plan_of(script)
    schedule = plan.schedule()
    player = Player(plan, seating.seated(script.facts.first))
    mark = marks.read(DONE)
    place = int(mark.value) if mark else 0
    played, began, today = Played(plan, before=place), time.monotonic(), date.min
    while place < len(schedule):
        moment = plan.entry(schedule[place])[2]
        if legal_day(moment) != today:
            today = legal_day(moment)
            _deliver(reactions, moment)
            _attend(player, daily, datetime(today.year, today.month, today.day, tzinfo=CHINA))
            _reserve(plan, today)
        upto = _batch(player, schedule, place, played)
        played.acts += upto - place
        place = upto
        tell(place, len(schedule), moment)
    _deliver(reactions, morning_after(script.facts))
    _attend(player, daily, morning_after(script.facts))
    played.seconds = time.monotonic() - began
    return played


def _batch(player: Player, schedule: Sequence[int], first: int, played: Played) -> int:
    """Some acts of one day and the mark of how far they went, in one transaction; where it ended."""
    until = time.monotonic() + PATIENCE
    plan, place = player.plan, first
    today = legal_day(plan.entry(schedule[first])[2])
    with transaction.atomic(), marks.steady():
        while place < min(len(schedule), first + BATCH) and time.monotonic() < until:
            number, act, moment = plan.entry(schedule[place])
            if legal_day(moment) != today:
                break
            try:
                player.play(number, act)
            except Refused as no:
                played.impossible.append(f"第{number}件第{act}步：{no.sentence}")
            place += 1
        marks.keep(DONE, str(place), at=clock.machine())
    return place


def _reserve(plan: Plan, day: date) -> None:
    """A day's numbers come without gaps when they are set aside in the morning."""
    for (when, channel), count in sorted(plan.receipts.items()):
        if when == day:
            cases.reserve_numbers(channel, day, count)


def _deliver(reactions: Reactions, moment: datetime) -> None:
    """Run the worker until it has nothing left to do; the reactions are told the simulated moment."""
    while worker.route(reactions, at=clock.machine(), limit=5000):
        pass
    while worker.run_due(reactions, at=clock.machine(), told=moment, worker="replay", limit=200):
        pass


def _attend(player: Player, daily: Duties, moment: datetime) -> None:
    """Do the duties of a day, as of this moment; the cases that they moved are read anew before their next act."""
    before = events.last_id() if daily else 0
    if duties.run(daily, at=clock.machine(), told=moment, worker="replay"):
        player.forget(events.subjects_after(before, "cases.case"))
