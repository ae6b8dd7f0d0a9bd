"""A year lived again is the year of the file, digit by digit, and everything in it is lawful and marked 演示."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import Count, F, Q

from jinban.cases import actions
from jinban.cases import figures as cases
from jinban.cases.figures import Asked
from jinban.cases.models import Case, Channel, Notice
from jinban.cases.queries import filled
from jinban.delegation import queries as powers
from jinban.kit import clock
from jinban.kit.figures import Period
from jinban.kit.models import Delivery, Event
from jinban.people.actors import Actor
from jinban.people.models import Applicant, Seat, Staff
from jinban.people.queries import clear_number, demo_seats
from jinban.places import queries as places
from jinban.replay.measured import differences, measured
from tests.replay.plays import SMALL, script

pytestmark = pytest.mark.usefixtures("lived")

YEAR = Asked(Period.parse("2023"))
LAST, MORNING_AFTER = date(2023, 12, 31), date(2024, 1, 2)


def test_every_figure_is_the_files_digit_by_digit(lived):
    found = measured(2023, MORNING_AFTER)

    assert differences(script(SMALL).facts, found, {}) == []
    assert found["service_sinking.province.cases"] == 141
    assert found["service_sinking.city.cases"] == 559
    assert lived.impossible == []


def test_a_figure_is_counted_from_rows():
    case = Case.objects.filter(batch__level="city", accepted_day__isnull=False).exclude(stage="voided").first()
    office = Actor.of_seat(Seat.objects.get(role="service_office"))

    with transaction.atomic():
        actions.void(case, by=office, at=clock.now(), reason="试一试")
        assert YEAR.total(cases.CITY).count == 558
        transaction.set_rollback(True)

    assert YEAR.total(cases.CITY).count == 559


def test_what_was_accepted_is_decided_taken_back_or_still_open():
    counted = Case.objects.filter(accepted_day__year=2023).exclude(stage="voided")

    ended = counted.filter(Q(decided_day__isnull=False) | Q(stage="withdrawn"))

    assert counted.count() == 700
    assert ended.count() + YEAR.total(cases.OPEN).count == 700
    assert not Case.objects.filter(decided_day__gt=LAST).exists()


def test_the_leaders_lead_in_the_order_of_the_file():
    by_item = dict(
        Case.objects.filter(batch__level="city", accepted_day__year=2023).values_list("item").annotate(n=Count("pk"))
    )
    by_class = dict(
        Case.objects.filter(batch__level="city", accepted_day__year=2023)
        .values_list("item_class")
        .annotate(n=Count("pk"))
    )
    leaders = [
        by_class["shebaofei"],
        by_item["qiye-yanglao-renzheng"],
        by_item["canbao-pingzheng"],
        by_item["zhaijidi-dengji"],
    ]
    named = {
        "qiye-yanglao-renzheng",
        "canbao-pingzheng",
        "zhaijidi-dengji",
        "jumin-shebao-jiaofei",
        "linghuo-shebao-jiaofei",
    }

    assert leaders == sorted(leaders, reverse=True)
    assert max(count for item, count in by_item.items() if item not in named) < leaders[-1]


def test_windows_work_on_working_days_in_opening_hours():
    calendar = places.calendar()

    moments = Event.objects.filter(subject_kind="cases.case", by_kind="seat").values_list("at", flat=True)

    assert all(calendar.is_workday(clock.legal_day(at)) for at in moments)
    assert all(8 <= at.astimezone(clock.CHINA).hour < 18 for at in moments)


def test_there_is_everything_that_a_year_has():
    decided = Case.objects.filter(decided_day__isnull=False, promised_due__isnull=False)

    assert Case.objects.filter(on_the_spot=False, decided_day__isnull=False).exists()
    assert decided.filter(decided_day__gt=F("promised_due")).exists()
    assert decided.filter(verdict="denied").exists()
    assert Case.objects.filter(stage="withdrawn", accepted_day__isnull=False).exists()
    assert Case.objects.filter(stage="not_accepted").exists()
    assert Case.objects.filter(stage="returned").exists()
    assert Case.objects.filter(stage="voided", accepted_day__year=2023).exists()
    assert Case.objects.filter(stage="supplement", accepted_day=None).exists()
    assert set(Case.objects.values_list("channel", flat=True)) == set(Channel.values) - {"post"}
    assert Case.objects.filter(channel="helper", agent__isnull=False).exists()


def test_each_lacking_case_has_one_notice_and_what_came_was_supplied():
    supplied = Event.objects.filter(name="cases.supplied").count()

    assert Notice.objects.count() == Event.objects.filter(name="cases.notified").count()
    assert 0 < supplied <= Notice.objects.count()
    assert not Event.objects.filter(name="cases.new_point_refused").exists()


def test_some_towns_are_busy_and_some_stations_sleep():
    by_town = dict(Case.objects.values_list("town").annotate(n=Count("pk")))
    awake = Case.objects.filter(site__kind="station").values("site").distinct().count()

    assert by_town["420281108000"] > 3 * by_town.get("420281401000", 0)
    assert 0 < awake < 385


def test_a_licence_is_never_accepted_in_a_village():
    accepted = Event.objects.filter(name="cases.accepted", by_kind="seat").values_list("by_id", "subject_id")
    helpers = set(Seat.objects.filter(role="village_helper").values_list("pk", flat=True))
    licences = {str(pk) for pk in Case.objects.filter(task_type="01").values_list("pk", flat=True)}

    assert licences
    assert not [case for seat, case in accepted if seat in helpers and case in licences]


def test_police_cases_are_taken_where_the_police_has_a_window():
    towns = {site[1:] for site in places.police_sites(LAST)}

    assert set(Case.objects.filter(police=True).values_list("town", flat=True)) <= towns


def test_everybody_in_it_is_marked_as_made_up():
    assert not Applicant.objects.filter(demo=False).exists()
    assert not Case.objects.filter(demo=False).exists()
    assert not Staff.objects.filter(demo=False).exists()


def test_who_asks_for_an_old_age_is_old():
    asked = Case.objects.filter(item_id__in=("gaoling-jintie", "qiye-yanglao-renzheng")).select_related("applicant")
    born = {case.item_id: [] for case in asked}
    for case in asked:
        born[case.item_id].append(int(clear_number(case.applicant)[6:10]))

    old = [
        year
        for item, years in born.items()
        for year in years
        if year <= 2023 - (80 if item == "gaoling-jintie" else 60)
    ]

    assert len(old) >= 0.9 * sum(map(len, born.values()))


def test_the_form_of_a_worked_out_item_is_filled_in():
    case = Case.objects.filter(item_id="linshi-jiuzhu").first()

    assert filled(case)["trouble_text"] == "演示"


def test_nobody_is_offered_to_sign_in_as_a_made_up_colleague():
    offered = {seat.staff.work_no for seat in demo_seats(MORNING_AFTER)}

    assert len(Staff.objects.values("pk")) > 400
    assert all(work_no.startswith("d0") for work_no in offered)


def test_the_worker_has_told_everybody():
    assert not Event.objects.filter(routed_at=None).exists()
    assert not Delivery.objects.exclude(state="done").exists()


def test_numbers_run_through_each_day_without_gaps():
    numbers = sorted(Case.objects.filter(number__startswith="42028120230601").values_list("number", flat=True))
    serials = [int(number[15:21]) for number in numbers if number[14] == "1"]

    assert serials == list(range(1, len(serials) + 1))


def test_the_city_wakes_up_at_nine_on_the_first_working_day_after_the_year():
    woke = clock.now().astimezone(clock.CHINA)

    assert woke.date() == MORNING_AFTER
    assert timedelta(hours=9) <= timedelta(hours=woke.hour, minutes=woke.minute) < timedelta(hours=9, minutes=20)


def test_powers_are_those_of_the_file():
    rows = powers.on(LAST)

    assert sum(row.batch.level == "province" for row in rows) == 38
    assert sum(row.batch.level == "city" for row in rows) == 80
