"""A paper is made once, at its first showing, in the right name, for whoever may read it; nobody changes it."""

import pytest
from django.db import DatabaseError, transaction

from jinban.cases import actions as cases
from jinban.papers import actions, queries
from jinban.papers.events import Made, TemplateKept
from jinban.papers.models import Paper, Template
from jinban.people.actors import CLOCK
from tests.papers.played import accepted, deemed, denied, extended, granted, paused, pledged, told, tolerated
from tests.papers.printing import altered, fresh, key_of, paper_of
from tests.play import (
    APPROVER,
    BIRTH,
    DAY,
    HELPER,
    HOUSE,
    MONDAY,
    OTHER_APPROVER,
    POLICE,
    RELIEF,
    SERVICE,
    WINDOW,
    handed_over,
    seat,
    taken_in,
)
from tests.world import facts_of, in_threads, queries_of, refused

pytestmark = pytest.mark.usefixtures("city")


def kinds_of(case) -> list[str]:
    return [slip.kind.key for slip in queries.demanded_of(fresh(case))]


def test_each_event_demands_its_papers():
    assert {
        "accepted": kinds_of(accepted()),
        "told": kinds_of(told()),
        "granted": kinds_of(granted()),
        "denied": kinds_of(denied()),
        "extended": kinds_of(extended()),
        "paused": kinds_of(paused()),
        "tolerated": kinds_of(tolerated()),
        "pledged": kinds_of(pledged()),
        "deemed": kinds_of(deemed()),
    } == {
        "accepted": ["receipt", "listing", "accepted"],
        "told": ["receipt", "listing", "notice"],
        "granted": ["receipt", "listing", "accepted", "granted", "delivery"],
        "denied": ["receipt", "listing", "accepted", "denied"],
        "extended": ["receipt", "listing", "accepted", "extension"],
        "paused": ["receipt", "listing", "accepted", "special"],
        "tolerated": ["receipt", "listing", "accepted", "tolerance"],
        "pledged": ["receipt", "listing", "pledge"],
        "deemed": ["receipt", "listing", "accepted"],
    }


def test_nothing_is_made_before_somebody_looks_and_then_once():
    case = accepted()
    before = Paper.objects.count()

    first = paper_of(case, "accepted", at=MONDAY + DAY)
    again = paper_of(case, "accepted", at=MONDAY + 2 * DAY)

    assert (before, Paper.objects.count(), again) == (0, 1, first)
    assert facts_of(first) == [Made]
    assert (first.issued_day, first.made_at) == (MONDAY.date(), MONDAY + DAY)


def test_numbers_run_by_kind_and_year():
    one, two = (paper_of(accepted(), "accepted") for _ in range(2))

    other = paper_of(granted(), "granted")
    assert (one.year, one.serial < two.serial, one.serial, other.serial) == (2024, True, 1, 1)
    assert (one.number, other.number) == ("冶政务受〔2024〕第000001号", "冶政务准〔2024〕第000001号")


def test_of_ten_who_open_it_at_once_all_see_the_same_paper(db_clean):
    case = accepted()
    key = key_of(case, "accepted")
    as_each_read_it = [fresh(case) for _ in range(10)]

    came = in_threads(10, lambda one: actions.make(as_each_read_it[one], key, by=CLOCK, at=MONDAY))

    assert [getattr(paper, "pk", paper) for paper in came] == [came[0].pk] * 10
    assert Paper.objects.count() == 1
    assert facts_of(came[0]) == [Made]


def test_the_database_lets_nobody_change_a_paper_or_a_template():
    paper = paper_of(accepted(), "accepted")
    changes = [
        lambda: Paper.objects.filter(pk=paper.pk).update(number="x"),
        lambda: Paper.objects.filter(pk=paper.pk).update(values=""),
        lambda: Paper.objects.filter(pk=paper.pk).delete(),
        lambda: Template.objects.filter(kind="accepted").update(text="x"),
        lambda: Template.objects.filter(kind="denied").delete(),
    ]

    for change in changes:
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            change()


def test_the_names_on_a_paper_are_sealed_in_its_row():
    paper = paper_of(accepted(), "accepted")

    assert "余小禾" not in paper.values
    assert queries.said(paper).fields["申请人"] == "余小禾"


def test_a_row_that_was_changed_is_no_paper_any_more():
    case = granted()
    one, two = paper_of(case, "granted"), paper_of(case, "accepted")
    whole = queries.said(one) is not None
    changed = []
    for columns in (
        {"values": two.values},
        {"number": "冶政务准〔2024〕第999999号"},
        {"organ": "某局"},
        {"digest": two.digest},
    ):
        with transaction.atomic():
            altered(one, **columns)
            changed.append(queries.said(Paper.objects.get(pk=one.pk)))
            transaction.set_rollback(True)

    assert (whole, changed) == (True, [None] * 4)


def test_a_paper_is_in_the_name_that_the_legal_form_says():
    village = taken_in(seat(HELPER), HOUSE)
    handed = handed_over(taken_in(seat(HELPER), HOUSE), seat(HELPER), seat(WINDOW), MONDAY)
    cases.accept(fresh(handed), by=seat(WINDOW), at=MONDAY)

    assert {
        "papers taken by a village": paper_of(village, "receipt").organ,
        "a licence handed down, taken by a village": paper_of(handed, "accepted").organ,
        "what was entrusted": paper_of(accepted(RELIEF), "accepted").organ,
    } == {
        "papers taken by a village": "陈贵镇 南山村便民服务站",
        "a licence handed down, taken by a village": "陈贵镇便民服务中心",
        "what was entrusted": "大冶市民政局",
    }


def test_only_who_may_see_the_detail_makes_a_paper():
    police = taken_in(seat(POLICE), BIRTH)
    ours = accepted(RELIEF)
    no = "这件的文书只给经办的人看。"

    for case, who in ((police, WINDOW), (police, SERVICE), (ours, OTHER_APPROVER)):
        with refused(no):
            paper_of(case, "receipt", by=seat(who))
    assert Paper.objects.count() == 0
    assert paper_of(police, "receipt", by=seat(POLICE)).organ == "陈贵镇便民服务中心"
    assert paper_of(ours, "receipt", by=seat(APPROVER)).kind == "receipt"


def test_what_no_event_demands_is_refused():
    case = accepted()
    other = key_of(granted(), "granted")

    with refused("这一件没有这份文书。"):
        actions.make(fresh(case), other, by=CLOCK, at=MONDAY)


def test_the_list_of_papers_asks_twice_however_many():
    few, many = fresh(told()), fresh(granted())
    for slip in queries.demanded_of(many):
        actions.make(many, slip.key, by=CLOCK, at=MONDAY)

    assert (queries_of(lambda: queries.demanded_of(few)), queries_of(lambda: queries.demanded_of(many))) == (2, 2)


def test_an_older_paper_keeps_its_template():
    old = paper_of(accepted(), "accepted")
    now = queries.in_force("accepted")

    kept = actions.keep_template(
        "accepted", now.text.replace("特此通知。", "专此通知。"), seen=now.version, by=seat(SERVICE), at=MONDAY
    )
    new = paper_of(accepted(), "accepted")

    assert facts_of(kept) == [TemplateKept]
    assert [(paper.template.version, "专此" in paper.template.text) for paper in (old, new)] == [(1, False), (2, True)]
