"""A decided case is frozen; who has the right puts one thing right, with a reason, and both values stay."""

from datetime import date

import pytest

from jinban.cases import actions, queries
from jinban.cases.actions.correcting import FIELDS
from jinban.cases.events import Corrected, Reassigned
from jinban.cases.models import Case
from jinban.cases.stages import CASE
from jinban.kit.events import fact_of, history
from jinban.kit.refused import Refused
from jinban.people.actors import CLOCK, Actor
from tests.cases.decided import after_decision, correct, decided, whole
from tests.cases.lawful import DO, do, now
from tests.play import (
    APPROVER,
    AUDITOR,
    BACK,
    BUSINESS,
    HEAD,
    HELPER,
    HOUR,
    MONDAY,
    OTHER_WINDOW,
    POLICE,
    SECADMIN,
    SERVICE,
    SYSADMIN,
    TOWN_HEAD,
    WINDOW,
    at_the_department,
    person,
    seat,
    taken_in,
    told,
)
from tests.world import facts_of, refused

pytestmark = pytest.mark.usefixtures("city")
ELDERS, COUNTY_HEAD = "gaoling-jintie", "d020"
EVERYBODY = (
    HELPER, WINDOW, BACK, POLICE, TOWN_HEAD, OTHER_WINDOW, APPROVER, HEAD, "d015", COUNTY_HEAD, SERVICE, BUSINESS, AUDITOR, SYSADMIN,
    SECADMIN,
)  # fmt: skip
# What follows the decision stays open; and what is a right of its own.
AFTERWARDS = {"issue", "deliver", "archive", "check_pledge"}
RIGHTS = {SERVICE: {"correct", "reassign", "reopen", "restore", "void"}, TOWN_HEAD: {"reopen"}}


def everybody(case: Case) -> dict[str, Actor]:
    own = {
        "applicant": Actor("applicant", case.applicant_id, "applicant", applicant=case.applicant_id),
        "helper": Actor("helper", 1, "helper", applicant=case.agent_id),
        "clock": CLOCK,
        "system": Actor("system", 1, "loader"),
    }
    return {who: seat(who) for who in EVERYBODY} | own


@pytest.mark.parametrize("stage", ["closed", "issuing", "delivered", "archived"])
def test_nobody_changes_anything_of_a_decided_case_on_an_ordinary_way(stage):
    """Issue 3, shown by 5: applicant, item, material, note, channel, holder, due day, result, decision."""
    case = after_decision(stage)
    before, went_through = whole(case), []

    for who, by in everybody(case).items():
        for verb in set(DO) - AFTERWARDS - RIGHTS.get(who, set()):
            try:
                do(verb, case, by=by, at=MONDAY + HOUR)
                went_through.append((who, verb))
            except Refused:
                continue
    for other in (actions.conclude, actions.remind):
        with pytest.raises(Refused):
            other(case, by=seat(WINDOW), at=MONDAY + HOUR)
    calendar = [actions.set_due(case, by=CLOCK, at=MONDAY), actions.set_notice_days(case, by=CLOCK, at=MONDAY)]

    assert (went_through, calendar) == ([], [False, False])
    assert whole(case) == before
    assert set(DO) == {move.verb for move in CASE.moves}


def test_what_follows_the_decision_stays_open():
    case = after_decision("archived")

    assert [fact.__name__ for fact in facts_of(case)][-4:] == ["Decided", "Issued", "Delivered", "Archived"]


def test_each_field_is_put_right_by_who_has_the_right_and_old_and_new_are_kept():
    somebody = person("余真名")
    case = after_decision("archived")
    note = case.notes.get(kind="opinion")
    paper = case.materials.get(key="id-card")
    # field, key, to, old, new, and the columns that are then another
    given = [
        ("applicant", "", str(somebody.pk), str(case.applicant_id), str(somebody.pk), {"applicant_id": somebody.pk}),
        ("item", "", ELDERS, case.item.name, "80周岁以上老年人高龄津贴申领", {"item_id": ELDERS, "department_id": "minzheng"}),
        ("channel", "", "post", "窗口", "邮寄", {"channel": "post"}),
        ("material", paper.key, "missing", f"{paper.name}：已收", f"{paper.name}：缺", {"missing": 1}),
        ("note", str(note.pk), "材料齐，本人到场。", "材料齐。", "材料齐，本人到场。", {}),
        ("result", "", "denied", "准予", "不予", {"verdict": "denied"}),
        ("decided_day", "", "2024-03-12", "2024年3月11日", "2024年3月12日", {"decided_day": date(2024, 3, 12), "taken_workdays": 1}),
        ("counts_from", "", "2024-03-12", "2024年3月11日", "2024年3月12日", {"counts_from": date(2024, 3, 12), "taken_workdays": 0}),
    ]  # fmt: skip

    for field, key, to, old, new, columns in given:
        before = now(case)
        correct(case, field, to, key)
        after = now(case)

        row = case.corrections.latest("id")
        assert (row.field, row.key, row.old, row.new, row.reason) == (field, key, old, new, "窗口录错了。")
        assert {name: getattr(after, name) for name in columns} == columns
        assert (after.stage, after.version) == ("archived", before.version + 1)
        assert fact_of(history(case).last()) == Corrected(
            correction=row.pk,
            field=field,
            stage="archived",
            promised_due=after.promised_due,
            legal_due=after.legal_due,
        )

    assert {field for field, *_ in given} == set(FIELDS)
    assert facts_of(case).count(Corrected) == len(given)
    assert case.notes.get(kind="opinion").body == "材料齐，本人到场。"
    assert case.materials.get(key="id-card").state == "missing"


@pytest.mark.parametrize(
    ("field", "to", "key", "sentence"),
    [
        ("applicant", "0", "", "没有这位申请人，请先登记，再更正。"),
        ("applicant", "²", "", "没有这位申请人，请先登记，再更正。"),
        ("item", "no-such-item", "", "收件那天没有这个事项，请重新选。"),
        ("channel", "fax", "", "没有这个渠道，请重新选。"),
        ("channel", "window", "", "渠道本来就是“窗口”，不用更正。"),
        ("material", "handed", "no-such", "清单里没有这样材料，或者没有这种情况，请重新选。"),
        ("material", "lost", "id-card", "清单里没有这样材料，或者没有这种情况，请重新选。"),
        ("material", "handed", "id-card", "材料本来就是“居民身份证：已收”，不用更正。"),
        ("note", "改", "0", "没有这条说明，请重新选。"),
        ("counts_from", "昨天", "", "“昨天”不是日期，请写成 2024-03-11 这样。"),
        ("counts_from", "2024-03-10", "", "起算日要在收件日2024年3月11日到决定日2024年3月11日之间。"),
        ("counts_from", "2024-03-12", "", "起算日要在收件日2024年3月11日到决定日2024年3月11日之间。"),
        ("result", "maybe", "", "结果只能是准予或者不予。"),
        ("result", "approved", "", "决定的结果本来就是“准予”，不用更正。"),
        ("decided_day", "2024-03-10", "", "决定日要在受理日2024年3月11日到今天之间。"),
        ("decided_day", "2024-03-13", "", "决定日要在受理日2024年3月11日到今天之间。"),
        ("legal_due", "2024-12-31", "", "这一项不能更正，请重新选要更正什么。"),
    ],
)
def test_what_cannot_be_is_refused_and_writes_nothing(field, to, key, sentence):
    case = decided()
    before = whole(case)

    with refused(sentence):
        correct(case, field, to, key)

    assert whole(case) == before


def test_without_a_reason_or_the_right_nothing_is_corrected():
    case = decided()
    before = whole(case)

    for reason, sentence in (
        (" ", "请写明更正的原因。"),
        ("长" * 501, "更正的原因最多写500个字，现在有501个字。"),
    ):
        with refused(sentence):
            correct(case, "channel", "post", reason=reason)
    for who in (WINDOW, TOWN_HEAD, APPROVER, SYSADMIN, AUDITOR):
        with refused("您不能更正，要由全市的政务服务管理来办。"):
            correct(case, "channel", "post", by=seat(who))

    assert whole(case) == before


def test_an_open_case_whose_first_day_is_put_right_is_due_on_another_day_by_the_event():
    case = at_the_department()
    correct(case, "counts_from", "2024-03-12")
    later = now(case)

    assert (later.promised_due, later.legal_due) == (date(2024, 3, 26), date(2024, 4, 10))
    (fact,) = [fact_of(event) for event in history(case) if event.name == Corrected.name]
    assert (fact.promised_due, fact.legal_due) == (later.promised_due, later.legal_due)


def test_an_open_case_of_the_wrong_item_is_taken_in_anew():
    with refused("还没有作决定的件，材料清单跟着事项走：请作废这件，按正确的事项重新收件。"):
        correct(at_the_department(), "item", ELDERS)


def test_a_result_put_right_owes_what_a_decision_owes():
    case = after_decision("delivered")
    correct(case, "result", "denied")

    assert sorted(now(case).notes.filter(kind__in=("reason", "remedy")).values_list("kind", flat=True)) == [
        "reason",
        "remedy",
    ]
    correct(case, "material", "missing", key=case.materials.first().key)
    with refused("还缺1样材料，不能准予。请要求申请人补充。"):
        correct(case, "result", "approved")


# reassign


def test_a_case_is_given_to_any_office_of_its_chain_wherever_it_is():
    helper, back, service = seat(HELPER), seat(BACK), seat(SERVICE)
    case = taken_in(helper)
    actions.forward(now(case), by=helper, at=MONDAY, to=back.site)
    offices = [office.code for office in queries.offices(now(case), date(2024, 3, 11))]
    assert offices[-1] == "minzheng"
    assert back.site in offices

    for to in (*offices, helper.site):
        actions.reassign(now(case), by=service, at=MONDAY, to=to, reason="经办人休假。")
        moved = now(case)
        assert (moved.holder_site_id or moved.holder_department_id, moved.next_site_id) == (to, None)

    assert case.handovers.filter(receipted_at=None, recalled_at=None).count() == 0
    assert facts_of(case)[-len(offices) - 1 :] == [Reassigned] * (len(offices) + 1)
    fact = fact_of(history(case).last())
    assert (fact.from_office, fact.to_office) == ("minzheng", helper.site)


def test_reassigning_needs_a_reason_an_office_of_the_chain_and_the_right():
    case, service = at_the_department(), seat(SERVICE)
    said = {"at": MONDAY, "reason": "经办人休假。"}

    with refused("请写明改派的原因。"):
        actions.reassign(now(case), by=service, at=MONDAY, to=seat(BACK).site, reason="")
    with refused("您不能改派，要由全市的政务服务管理来办。"):
        actions.reassign(now(case), by=seat(HEAD), to=seat(BACK).site, **said)
    with pytest.raises(Refused, match=r"^不能改派到那里，可以改派到："):
        actions.reassign(now(case), by=service, to="yibao", **said)

    assert now(case).holder_department_id == "minzheng"


def test_a_case_that_waits_for_its_supplement_or_its_certificate_is_reassigned_too():
    service, waiting, granted = seat(SERVICE), told(seat(WINDOW)), decided()

    for case in (waiting, granted):
        to = queries.offices(now(case), date(2024, 3, 11))[-1].code
        actions.reassign(now(case), by=service, at=MONDAY, to=to, reason="窗口撤了。")

    assert [now(case).holder_department_id for case in (waiting, granted)] == ["minzheng", "renshe"]
