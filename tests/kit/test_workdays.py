"""The legal clock against the vectors of the field handbook, and against what must hold for any of them."""

import csv
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinban.kit.clock import CHINA
from jinban.kit.workdays import Calendar, Limit, NoCalendar, Season, Unit, united

DATA = Path(__file__).parents[2] / "data" / "calendar.csv"
SUMMER = Season((5, 1), (9, 30), ((time(8, 30), time(12)), (time(14, 30), time(18))))
WINTER = Season((10, 1), (4, 30), ((time(8, 30), time(12)), (time(14), time(17, 30))))


def _calendar() -> Calendar:
    rows = list(csv.DictReader(DATA.open(encoding="utf-8")))
    kinds = {
        kind: frozenset(date.fromisoformat(row["day"]) for row in rows if row["kind"] == kind)
        for kind in ("rest", "work", "year")
    }
    years = frozenset(day.year for day in kinds["year"])
    return Calendar(kinds["rest"], kinds["work"], years, (SUMMER, WINTER))


DAYE = _calendar()
D = date.fromisoformat
DAYS = st.dates(date(2022, 1, 1), date(2025, 12, 31))
SPANS = st.tuples(st.integers(-20, 60), st.integers(0, 30))


def due(start, amount, unit=Unit.WORKDAY, extend=0, pauses=()):
    spans = [(D(first), D(last) if last else None) for first, last in pauses]
    return DAYE.due(D(start), Limit(Decimal(amount), unit), extend, spans).day


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2024-02-08", 5, "2024-02-21"),
        ("2023-09-28", 5, "2023-10-11"),
        ("2024-03-11", 20, "2024-04-09"),
        ("2025-09-30", 1, "2025-10-09"),
        ("2023-12-29", 1, "2024-01-02"),
        ("2024-01-26", 10, "2024-02-08"),
        ("2025-01-24", 5, "2025-02-07"),
        ("2026-04-30", 1, "2026-05-06"),
        ("2024-09-13", 2, "2024-09-18"),
        ("2023-05-05", 1, "2023-05-06"),
        ("2025-06-15", 3, "2025-06-18"),
        ("2024-05-01", 5, "2024-05-10"),
        ("2026-09-25", 3, "2026-09-30"),
        ("2024-08-15", 45, "2024-10-23"),
        ("2024-04-26", 5, "2024-05-07"),
    ],
)
def test_working_days_end_where_the_calendar_says(start, days, end):
    assert due(start, days) == D(end)
    assert DAYE.add_workdays(D(start), days) == D(end)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [("2024-01-12", 30, "2024-02-18"), ("2024-04-16", 15, "2024-05-06"), ("2025-01-20", 10, "2025-02-05")],
)
def test_natural_days_that_end_on_a_day_of_rest_move_on(start, days, end):
    assert due(start, days, Unit.NATURAL_DAY) == D(end)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-01-15", 2, "2024-03-15"),
        ("2023-12-31", 2, "2024-02-29"),
        ("2024-03-06", 1, "2024-04-07"),
        ("2025-11-30", 3, "2026-02-28"),
    ],
)
def test_months_end_on_the_same_day_number_or_the_last_day_and_move_on(start, months, end):
    assert due(start, months, Unit.MONTH) == D(end)


@pytest.mark.parametrize(
    ("start", "days", "extend", "end"),
    [
        ("2024-03-11", 20, 10, "2024-04-23"),
        ("2025-09-15", 20, 0, "2025-10-17"),
        ("2025-09-15", 20, 10, "2025-10-31"),
    ],
)
def test_an_extension_makes_the_limit_longer(start, days, extend, end):
    assert due(start, days, extend=extend) == D(end)


def test_an_extension_never_makes_it_shorter():
    with pytest.raises(ValueError, match="延期不能小于0"):
        due("2024-03-11", 20, extend=-1)


@pytest.mark.parametrize(
    ("start", "days", "pauses", "end"),
    [
        ("2024-03-11", 20, [("2024-03-20", "2024-03-27")], "2024-04-16"),
        ("2024-09-20", 10, [("2024-09-25", "2024-09-26"), ("2024-10-08", "2024-10-12")], "2024-10-16"),
        ("2024-03-11", 20, [("2024-03-20", "2024-03-25"), ("2024-03-22", "2024-03-27")], "2024-04-16"),
        ("2024-03-11", 20, [("2024-03-20", "2024-03-20")], "2024-04-09"),
    ],
)
def test_a_pause_counts_its_first_day_and_no_longer_its_last(start, days, pauses, end):
    assert due(start, days, pauses=pauses) == D(end)


def test_a_natural_day_pause_adds_its_days_and_then_the_end_moves_on():
    paused = due("2024-01-12", 20, Unit.NATURAL_DAY, pauses=[("2024-01-20", "2024-01-30")])

    assert paused == D("2024-02-18")


def test_a_pause_on_the_last_day_of_all_moves_the_end():
    assert due("2024-03-11", 5, pauses=[("2024-03-18", "2024-03-20")]) == D("2024-03-20")


def test_a_pause_after_the_end_saves_nobody():
    assert due("2024-03-11", 5, pauses=[("2024-03-25", "2024-04-01")]) == D("2024-03-18")


def test_a_pause_before_the_beginning_takes_nothing_off():
    assert due("2024-03-11", 5, pauses=[("2024-03-01", "2024-03-08")]) == D("2024-03-18")


def test_while_a_pause_is_open_there_is_no_due_day():
    stopped = DAYE.due(D("2024-03-11"), Limit(Decimal(20), Unit.WORKDAY), pauses=[(D("2024-03-20"), None)])

    assert stopped.day is None
    assert stopped.steps[-1].day == D("2024-03-20")


@pytest.mark.parametrize(("received", "last"), [("2024-02-07", "2024-02-20"), ("2026-02-27", "2026-03-05")])
def test_the_five_days_of_notice_end_where_the_law_says(received, last):
    assert DAYE.add_workdays(D(received), 5) == D(last)


def test_working_days_are_counted_without_the_first_and_with_the_last():
    assert DAYE.count_workdays(D("2024-02-08"), D("2024-02-21")) == 5


def test_the_year_2024_has_251_working_days():
    assert DAYE.count_workdays(D("2023-12-31"), D("2024-12-31")) == 251


@pytest.mark.parametrize("unit", [Unit.WORKDAY, Unit.NATURAL_DAY, Unit.MONTH, Unit.HOUR])
@pytest.mark.parametrize("start", ["2027-03-01", "2027-01-01", "2027-11-30", "2026-12-31"])
def test_a_year_without_a_calendar_is_refused_by_name(start, unit):
    with pytest.raises(NoCalendar) as refusal:
        due(start, 1, unit)

    assert refusal.value.sentence == "没有2027年的工作日历，不能推算到期日。请先装入2027年放假安排。"


@pytest.mark.parametrize(
    ("amount", "unit"), [("0", "workday"), ("-1", "workday"), ("0.5", "natural_day"), ("NaN", "hour")]
)
def test_a_limit_that_is_none_cannot_be_made(amount, unit):
    with pytest.raises(ValueError, match="时限"):
        Limit(Decimal(amount), Unit(unit))


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        ("2024-06-03T09:00", "4", "hour", "2024-06-03T15:30"),
        ("2024-06-03T16:00", "4", "hour", "2024-06-04T10:30"),
        ("2024-06-07T17:00", "2", "hour", "2024-06-11T09:30"),
        ("2024-06-03T08:30", "0.5", "workday", "2024-06-03T12:00"),
        ("2024-12-02T10:00", "1.5", "workday", "2024-12-03T15:30"),
        ("2024-06-03T09:00", "0.1", "workday", "2024-06-03T09:42"),
    ],
)
def test_hours_and_fractions_count_opening_hours_and_keep_the_time_of_day(start, amount, unit, end):
    moment = datetime.fromisoformat(start).replace(tzinfo=CHINA)

    found = DAYE.due(moment, Limit(Decimal(amount), Unit(unit)))

    assert found.moment == datetime.fromisoformat(end).replace(tzinfo=CHINA)
    assert found.day == found.moment.date()


def test_hours_from_a_day_begin_with_the_next_opening():
    found = DAYE.due(D("2024-04-26"), Limit(Decimal(1), Unit.HOUR))

    assert found.moment == datetime(2024, 4, 28, 9, 30, tzinfo=CHINA)


def test_hours_stand_still_on_paused_days():
    begin = datetime(2024, 6, 3, 17, 0, tzinfo=CHINA)

    found = DAYE.due(begin, Limit(Decimal(2), Unit.HOUR), pauses=[(D("2024-06-03"), D("2024-06-05"))])

    assert found.moment == datetime(2024, 6, 6, 9, 30, tzinfo=CHINA)


def test_the_moment_falls_on_the_day_it_has_in_china():
    late_in_london = datetime(2024, 2, 7, 17, 0, tzinfo=UTC)

    assert DAYE.due(late_in_london, Limit(Decimal(5), Unit.WORKDAY)).day == D("2024-02-21")


def test_each_step_of_the_count_is_told():
    steps = DAYE.due(D("2023-09-28"), Limit(Decimal(2), Unit.WORKDAY)).steps

    assert [(step.kind, step.number) for step in steps] == [
        ("start", None), *[("rest", None)] * 8, ("counted", 1), ("counted", 2),
    ]  # fmt: skip
    assert steps[-1].text == "第2日，调休上班"


def test_the_days_that_an_end_moves_on_are_told():
    steps = DAYE.due(D("2024-01-12"), Limit(Decimal(29), Unit.NATURAL_DAY)).steps

    assert [(step.day.isoformat(), step.text) for step in steps[-9:-6]] == [
        ("2024-02-10", "第29日"),
        ("2024-02-11", "周末，顺延"),
        ("2024-02-12", "放假，顺延"),
    ]
    assert steps[-1].text == "顺延到这一天"


@given(DAYS, st.integers(1, 120))
def test_counting_forth_and_back_agree(start, days):
    end = DAYE.add_workdays(start, days)

    assert DAYE.is_workday(end)
    assert DAYE.count_workdays(start, end) == days


@given(
    DAYS,
    st.integers(0, 20),
    st.integers(1, 90),
    st.integers(0, 20),
    st.sampled_from(["workday", "natural_day"]),
)
def test_what_begins_later_or_lasts_longer_never_ends_sooner(start, later, days, more, unit):
    first = DAYE.due(start, Limit(Decimal(days), Unit(unit))).day
    after = DAYE.due(date.fromordinal(start.toordinal() + later), Limit(Decimal(days + more), Unit(unit))).day

    assert first <= after


@given(DAYS, st.integers(1, 60), st.lists(SPANS, max_size=4))
def test_due_is_the_limit_and_the_paused_working_days_together(start, days, spans):
    end = DAYE.add_workdays(start, days)
    begun = [date.fromordinal(start.toordinal() + abs(first)) for first, _ in spans]
    pauses = [(day, date.fromordinal(day.toordinal() + long)) for day, (_, long) in zip(begun, spans, strict=True)]
    pauses = [pause for pause in pauses if pause[0] <= end]
    lost = sum(DAYE.count_workdays(first, last) for first, last in united(pauses))

    found = DAYE.due(start, Limit(Decimal(days), Unit.WORKDAY), pauses=pauses)

    assert found.day == DAYE.add_workdays(start, days + lost)
    assert [step.number for step in found.steps if step.kind == "counted"] == list(range(1, days + 1))


@given(DAYS, st.integers(1, 60), st.lists(SPANS, max_size=4))
def test_no_pause_brings_the_end_nearer(start, days, spans):
    pauses = [
        (date.fromordinal(start.toordinal() + first), date.fromordinal(start.toordinal() + first + long))
        for first, long in spans
    ]

    for unit in (Unit.WORKDAY, Unit.NATURAL_DAY):
        limit = Limit(Decimal(days), unit)
        assert DAYE.due(start, limit, pauses=pauses).day >= DAYE.due(start, limit).day


def later(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() + days)


def limit_of(amount: int, unit: Unit) -> Limit:
    """So much of it; of months no more than the calendar has."""
    return Limit(Decimal(min(amount, 9) if unit == Unit.MONTH else amount), unit)


UNITS = st.sampled_from([Unit.WORKDAY, Unit.NATURAL_DAY, Unit.MONTH])


@given(DAYS, st.integers(2, 60), st.data())
def test_pausing_so_many_working_days_moves_the_due_day_by_just_as_many(start, days, data):
    due_day = DAYE.add_workdays(start, days)
    stop = DAYE.add_workdays(start, data.draw(st.integers(1, days)))
    lost = data.draw(st.integers(0, 40))
    pause = (stop, DAYE.add_workdays(stop, lost))

    found = DAYE.due(start, Limit(Decimal(days), Unit.WORKDAY), pauses=[pause]).day

    assert found == DAYE.add_workdays(due_day, lost)
    assert DAYE.count_workdays(due_day, found) == lost


@given(DAYS, st.integers(1, 60), st.lists(SPANS, min_size=1, max_size=4), UNITS)
def test_pauses_that_overlap_or_touch_count_once(start, days, spans, unit):
    """The same stretches told in pieces, in any order, twice over, take off what they take off once."""
    pauses = [(later(start, first), later(start, first + long)) for first, long in spans]
    pieces = [part for first, last in pauses for part in ((first, middle(first, last)), (middle(first, last), last))]
    limit = limit_of(days, unit)

    assert DAYE.due(start, limit, pauses=pieces[::-1] + pauses).day == DAYE.due(start, limit, pauses=pauses).day


def middle(first: date, last: date) -> date:
    return later(first, (last - first).days // 2)


@given(DAYS, st.integers(0, 90), st.lists(SPANS, max_size=4))
def test_the_paused_working_days_are_counted_once_and_only_between_the_two_days(start, long, spans):
    pauses = [(later(start, first), later(start, first + length)) for first, length in spans]
    last = later(start, long)
    stood = {later(first, number) for first, end in pauses for number in range(1, (end - first).days + 1)}

    counted = DAYE.paused_workdays(start, last, pauses)

    assert counted == sum(DAYE.is_workday(day) for day in stood if start < day <= last)


@given(DAYS, st.integers(1, 60), st.integers(1, 10), st.lists(SPANS, max_size=3))
def test_a_case_took_its_limit_when_it_is_decided_on_its_last_day(start, days, more, spans):
    """Whatever was paused and extended: without the pauses, the days from the beginning to the last one are the limit."""
    end = DAYE.add_workdays(start, days)
    pauses = [(later(start, abs(first)), later(start, abs(first) + long)) for first, long in spans]
    pauses = [pause for pause in pauses if pause[0] <= end]
    due_day = DAYE.extended(start, Limit(Decimal(days), Unit.WORKDAY), more, pauses).day

    taken = DAYE.count_workdays(start, due_day) - DAYE.paused_workdays(start, due_day, pauses)

    assert taken == days + more


@given(DAYS, st.integers(1, 60), st.integers(1, 10), st.sampled_from([Unit.NATURAL_DAY, Unit.MONTH]))
def test_an_extension_of_natural_days_or_months_is_of_working_days(start, days, more, unit):
    limit = limit_of(days, unit)
    plain = DAYE.due(start, limit).day

    assert DAYE.extended(start, limit, 0).day == plain
    assert DAYE.extended(start, limit, more).day == DAYE.add_workdays(plain, more)


@given(DAYS, st.integers(1, 60), st.integers(0, 10), st.lists(SPANS, max_size=3), UNITS)
def test_a_pause_or_an_extension_never_brings_an_extended_end_nearer(start, days, more, spans, unit):
    pauses = [(later(start, first), later(start, first + long)) for first, long in spans]
    limit = limit_of(days, unit)
    paused = DAYE.extended(start, limit, more, pauses).day

    assert DAYE.extended(start, limit, more).day <= paused
    assert DAYE.extended(start, limit, 0, pauses).day <= paused
    assert DAYE.is_workday(paused)


@pytest.mark.parametrize(
    ("start", "limit", "more", "pauses", "end"),
    [
        # Thirty natural days end on 04-10, eleven days later on 04-21, a Sunday: 04-22; two working days on: 04-24.
        ("2024-03-11", "30 natural_day", 0, [("2024-03-20", "2024-03-31")], "2024-04-22"),
        ("2024-03-11", "30 natural_day", 2, [("2024-03-20", "2024-03-31")], "2024-04-24"),
        # A pause that begins in the days of the extension is taken off them, in working days.
        ("2024-03-11", "30 natural_day", 5, [("2024-04-11", "2024-04-15")], "2024-04-19"),
        # Month end: 01-31 and one month is 02-29; paused five days: 03-05; three working days on: 03-08.
        ("2024-01-31", "1 month", 0, [], "2024-02-29"),
        ("2024-01-31", "1 month", 3, [("2024-02-10", "2024-02-15")], "2024-03-08"),
        # Year end: 12-29 is a Friday; five days on 01-08 (New Year's Day rests); paused over New Year: 01-10.
        ("2023-12-29", "5 workday", 0, [], "2024-01-08"),
        ("2023-12-29", "5 workday", 0, [("2023-12-31", "2024-01-03")], "2024-01-10"),
        # Make-up days: Sunday 02-04 and Sunday 02-18 work, so both are paused days that count.
        ("2024-02-01", "5 workday", 0, [("2024-02-02", "2024-02-05")], "2024-02-09"),
        ("2024-02-01", "5 workday", 1, [("2024-02-02", "2024-02-18")], "2024-02-23"),
    ],
)
def test_pauses_and_extensions_over_month_ends_year_ends_and_make_up_days(start, limit, more, pauses, end):
    amount, unit = limit.split()
    spans = [(D(first), D(last)) for first, last in pauses]

    assert DAYE.extended(D(start), Limit(Decimal(amount), Unit(unit)), more, spans).day == D(end)


def test_an_extension_while_a_pause_runs_has_no_due_day():
    open_pause = [(D("2024-03-20"), None)]

    for unit in (Unit.WORKDAY, Unit.NATURAL_DAY, Unit.MONTH):
        assert DAYE.extended(D("2024-03-11"), Limit(Decimal(10), unit), 5, open_pause).day is None
    assert DAYE.extended(D("2024-03-11"), Limit(Decimal(3), Unit.WORKDAY), 2, open_pause).day == D("2024-03-18")
