"""Powers handed down in the real city: who may do what where, and what may no longer be changed."""

from dataclasses import asdict
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from jinban.delegation import figures, queries
from jinban.delegation.actions import end, put_batches, put_rows
from jinban.delegation.events import BatchPut, Ended, Granted
from jinban.delegation.models import Batch, Delegation
from jinban.delegation.rules import Power
from jinban.kit.events import fact_of, history
from jinban.kit.figures import Period, by, rows, total
from jinban.kit.models import Event
from jinban.people.actors import system
from jinban.places.models import Site
from tests.play import BIRTH
from tests.world import facts_of, queries_of, refused
from tests.world import queries as asks

pytestmark = pytest.mark.usefixtures("city")

DAY = date(2024, 3, 11)
AT = datetime(2024, 3, 11, 1, tzinfo=UTC)
BY = system("loader")
RELIEF = "linshi-jiuzhu"
NANSHAN_OF_CHENGUI = "陈贵镇 南山村便民服务站"
YEAR = Period.parse("2023")


@pytest.fixture
def station():
    return Site.objects.get(label=NANSHAN_OF_CHENGUI)


@pytest.fixture
def centre():
    return Site.objects.get(label="陈贵镇便民服务中心")


@pytest.fixture
def hall():
    return Site.objects.get(kind="hall")


def row(code, item=RELIEF, **given):
    """A row as the data file holds it, for a time before all others."""
    return {
        "code": code, "batch": "c1", "item": item, "item_class": "", "name": "试一试", "department": "minzheng",
        "legal_form": "entrust", "town_power": "accept", "village_power": "collect", "places": "all",
        "valid_from": "2019-01-01", "valid_to": "2019-12-31", "demo": "1", "note": "", **given,
    }  # fmt: skip


def put(*given):
    return put_rows(given, by=BY, at=AT)


def test_a_station_holds_what_its_village_was_given(station, centre, hall):
    held = queries.held(station, RELIEF, DAY)

    assert held.code == "p1-01"
    assert [queries.power_at(site, held) for site in (station, centre, hall)] == [
        Power.COLLECT, Power.REVIEW, Power.ACCEPT,
    ]  # fmt: skip


def test_a_station_that_only_collects_names_its_centre(station):
    assert queries.refusal(station, RELIEF, Power.COLLECT, DAY) is None
    assert queries.refusal(station, RELIEF, Power.ACCEPT, DAY) == (
        "陈贵镇 南山村便民服务站只能收件，不能受理。最近能受理的是陈贵镇便民服务中心。"
    )


def test_what_no_place_decides_the_department_decides(centre):
    assert queries.refusal(centre, RELIEF, Power.CLOSE, DAY) == (
        "陈贵镇便民服务中心只能收件、受理、初审，不能办结。这个事项要由市民政局决定。"
    )


def test_the_hall_accepts_every_item_and_decides_none(hall):
    assert queries.held(hall, RELIEF, DAY) is None
    assert queries.refusal(hall, RELIEF, Power.ACCEPT, DAY) is None
    assert queries.refusal(hall, RELIEF, Power.CLOSE, DAY) == (
        f"{hall.label}只能收件、受理，不能办结。这个事项要由市民政局决定。"
    )


def test_the_hall_has_no_police_window_and_takes_in_nothing_of_the_police(station, hall):
    first = Site.objects.get(pk="C420281001000")

    assert BIRTH not in queries.powers(hall, DAY)
    assert hall not in queries.nearest(station, BIRTH, Power.COLLECT, DAY, limit=400)
    assert queries.power_at(hall, None, police=True) == Power.NONE
    assert queries.refusal(hall, BIRTH, Power.COLLECT, DAY) == (
        f"{hall.label}没有公安专窗，公安的事项不能收件。最近能收件的是{first.label}。"
    )


def test_before_the_first_day_and_after_the_last_a_place_holds_nothing(station, centre):
    put(row("t-1"))

    assert [queries.held(station, RELIEF, day) for day in (date(2018, 12, 31), date(2020, 1, 1))] == [None, None]
    assert [queries.held(station, RELIEF, day).code for day in (date(2019, 1, 1), date(2019, 12, 31))] == ["t-1", "t-1"]


def test_a_closed_station_may_do_nothing(station):
    Site.objects.filter(pk=station.pk).update(closed_on=date(2023, 12, 31))
    station.refresh_from_db()

    assert queries.refusal(station, RELIEF, Power.COLLECT, DAY) == (
        "陈贵镇 南山村便民服务站2023-12-31已经停办，请到别处办理。"
    )
    assert station not in queries.nearest(station, RELIEF, Power.COLLECT, DAY)


def test_the_nearest_is_the_own_station_then_the_own_centre_then_the_hall_then_by_code(station, centre, hall):
    first = Site.objects.filter(kind="centre").order_by("code").first()

    assert queries.nearest(station, RELIEF, Power.COLLECT, DAY)[:3] == [station, centre, hall]
    assert queries.nearest(station, RELIEF, Power.REVIEW, DAY, limit=2) == [centre, first]
    assert queries.nearest(None, RELIEF, Power.ACCEPT, DAY, limit=2) == [hall, first]


def test_only_the_places_named_hold_a_row_for_some_places():
    limited = Delegation.objects.filter(everywhere=False).order_by("code").first()
    named = Site.objects.get(pk=limited.at.order_by("site").first().site_id)
    other = Site.objects.get(division="420281401000", kind="centre")

    assert queries.held(named, limited.item_id, DAY) == limited
    assert queries.held(other, limited.item_id, DAY) is None
    assert other not in queries.nearest(other, limited.item_id, Power.COLLECT, DAY, limit=100)


def test_the_powers_of_a_place_are_those_of_its_rows(station, hall):
    powers = queries.powers(station, DAY)

    assert powers[RELIEF] == Power.COLLECT
    assert set(powers) == {held.item_id for held in queries.delegated_items(station, DAY)}
    assert set(queries.powers(hall, DAY).values()) == {Power.ACCEPT}


def test_asking_costs_the_same_however_many_rows_and_places_there_are(station):
    def ask():
        queries.refusal(station, RELIEF, Power.CLOSE, DAY)
        queries.nearest(station, RELIEF, Power.COLLECT, DAY, limit=300)
        list(queries.delegated_items(station, DAY))
        queries.powers(station, DAY)

    ask()
    before = queries_of(ask)
    put(*(row(f"t-{year}", valid_from=f"{year}-01-01", valid_to=f"{year}-12-31") for year in range(1990, 2010)))

    ask()
    assert queries_of(ask) == before
    with asks(1):
        queries.held(station, RELIEF, DAY)
    with asks(2):
        queries.nearest(station, RELIEF, Power.ACCEPT, DAY)


def test_the_lists_are_those_of_the_circular():
    found = {
        figure.key: total(figure, YEAR).number
        for figure in (
            figures.PROVINCE_ITEMS, figures.PROVINCE_CLASSES, figures.PROVINCE_BATCHES,
            figures.CITY_ITEMS, figures.CITY_DEPARTMENTS, figures.CITY_BATCHES,
        )
    }  # fmt: skip

    assert found == {
        "delegation.province_items": 38,
        "delegation.province_classes": 12,
        "delegation.province_batches": 2,
        "delegation.city_items": 80,
        "delegation.city_departments": 9,
        "delegation.city_batches": 2,
    }
    assert total(figures.ITEMS, YEAR).number == 118


def test_a_figure_of_powers_opens_to_its_rows_and_splits_by_batch():
    split = {batch: value.number for batch, value in by(figures.PROVINCE_ITEMS, "batch", YEAR).items()}

    assert sorted(split) == ["p1", "p2"]
    assert sum(split.values()) == len(rows(figures.PROVINCE_ITEMS, YEAR, limit=100)) == 38
    assert len(rows(figures.PROVINCE_CLASSES, YEAR, limit=100)) == 12


def test_a_second_load_writes_nothing():
    given = row("t-1", places=["C420281108000", "S420281108201"])
    first, before = put(given), Event.objects.count()

    second = put(given)

    assert (first.wrote, second.wrote, second.same) == (1, 0, 1)
    assert Event.objects.count() == before


def test_a_power_handed_down_is_one_event_without_a_word_of_text():
    put(row("t-1", places="C420281108000;S420281108201"))

    granted = fact_of(history(Delegation.objects.get(pk="t-1")).get())
    assert asdict(granted) == {
        "batch": "c1", "item": RELIEF, "department": "minzheng", "legal_form": "entrust", "town_power": "accept",
        "village_power": "collect", "everywhere": False, "sites": 2, "valid_from": date(2019, 1, 1),
        "valid_to": date(2019, 12, 31),
    }  # fmt: skip


def test_a_row_in_force_takes_another_end_and_nothing_else():
    put(row("t-1"))

    put(row("t-1", valid_to="2019-06-30"))

    assert facts_of(Delegation.objects.get(pk="t-1")) == [Granted, Ended]
    assert Delegation.objects.get(pk="t-1").valid_to == date(2019, 6, 30)
    with refused("t-1已经生效，不能再改镇级权限、地点。请给它定结束日，另用新编码登记。"):
        put(row("t-1", town_power="close", places="C420281108000"))


@pytest.mark.parametrize("change", ["town_power = 'close'", "item_id = 'dibao-rending'", "valid_from = '2018-01-01'"])
def test_the_database_itself_keeps_a_row_in_force(change):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE delegation_delegation SET {change} WHERE code = 'p1-01'")


def test_the_database_itself_keeps_the_places_of_a_row():
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM delegation_delegationsite")


def test_an_end_before_the_beginning_or_into_another_row_is_refused():
    put(row("t-1"), row("t-2", valid_from="2020-01-01", valid_to="2020-12-31"))
    first = Delegation.objects.get(pk="t-1")

    with refused("t-1：结束日2018-01-01早于开始日2019-01-01。"):
        end(first, by=BY, at=AT, last=date(2018, 1, 1))
    with refused("t-1与t-2重叠：同一事项、同一地点、同一时间只能有一行。"):
        end(first, by=BY, at=AT, last=date(2020, 2, 1))
    assert facts_of(first) == [Granted]


def test_all_faults_are_told_together_and_nothing_is_written():
    before = Delegation.objects.count()

    with refused(
        "t-1：行政许可不能下放到村受理，村级最多是收件。"
        "t-2：没有nobody。t-2：没有C000000000000。"
        "t-3：市公交公司是企业，没有可以下放的权限。"
        "t-5与t-4重叠：同一事项、同一地点、同一时间只能有一行。"
    ):
        put(
            row("t-1", "shipin-xuke", village_power="accept"),
            row("t-2", "dibao-rending", department="nobody", places="C000000000000"),
            row("t-3", "tekun-rending", department="gongjiao"),
            row("t-4"),
            row("t-5", valid_from="2019-12-31", valid_to="2020-06-30"),
        )

    assert Delegation.objects.count() == before


def test_a_row_that_meets_one_in_force_is_refused():
    with refused("t-1与p1-01重叠：同一事项、同一地点、同一时间只能有一行。"):
        put(row("t-1", valid_to=""))


def test_a_batch_may_be_corrected_and_says_so():
    batch = {
        "code": "t", "name": "试一试", "level": "city", "document": "", "issued_on": "2019-01-01",
        "legal_form": "entrust", "demo": "1", "note": "",
    }  # fmt: skip

    put_batches([batch], by=BY, at=AT)
    put_batches([batch], by=BY, at=AT)
    put_batches([{**batch, "document": "某文件"}], by=BY, at=AT)

    assert [fact_of(event) for event in history(Batch.objects.get(pk="t"))] == [
        BatchPut(fresh=True, level="city", issued_on=date(2019, 1, 1)),
        BatchPut(fresh=False, level="city", issued_on=date(2019, 1, 1)),
    ]


def test_everybody_may_see_the_list_of_powers():
    assert queries.visible_to(None).count() == 118


def test_a_kept_row_is_the_row_that_holds_on_each_day_until_powers_change(station):
    put(row("t-old", valid_from="1990-01-01", valid_to="1999-12-31"))
    old = queries.known_held(station, RELIEF, date(1995, 6, 1))

    put(row("t-next", valid_from="2000-01-01", valid_to="2009-12-31"))

    assert old.code == "t-old"
    assert queries.known_held(station, RELIEF, date(2005, 6, 1)).code == "t-next"
    assert queries.known_held(station, RELIEF, date(1985, 6, 1)) is None
    for day in (date(1995, 6, 1), date(2005, 6, 1), DAY):
        assert queries.known_held(station, RELIEF, day) == queries.held(station, RELIEF, day)
