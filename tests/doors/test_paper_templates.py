"""The page where the office edits the templates of papers."""

import pytest

from jinban.papers import queries
from jinban.papers.kinds import KINDS
from jinban.papers.models import Paper
from tests.doors.desk import at_desk
from tests.doors.window import plain
from tests.papers.printing import words
from tests.play import APPROVER, BUSINESS, SERVICE, SYSADMIN, WINDOW

pytestmark = pytest.mark.usefixtures("city")
PAGE = "/documents/templates/accepted"


def sent(text: str, seen: int = 1, **more: str):
    return at_desk(SERVICE).post(PAGE, {"text": text, "seen": seen, **more})


def changed() -> str:
    return queries.in_force("accepted").text.replace("特此通知。", "专此通知。")


def test_every_kind_is_listed_with_its_event_and_version():
    said = plain(at_desk(SERVICE).get("/documents/templates/"))

    assert [kind.label for kind in KINDS.values() if kind.label not in said] == []
    assert "受理通知书 受理、逾期未告知，视为受理、容缺受理 第 1 版 装入的数据" in said


def test_only_the_office_of_services_opens_it():
    assert [at_desk(who).get(PAGE).status_code for who in (SERVICE, BUSINESS, APPROVER, WINDOW, SYSADMIN)] == [
        200, 404, 404, 404, 404
    ]  # fmt: skip
    assert at_desk(SERVICE).get("/documents/templates/nothing").status_code == 404


def test_a_new_version_is_kept_and_the_old_one_can_be_looked_at():
    answer = sent(changed())

    page = at_desk(SERVICE).get(PAGE)
    old = at_desk(SERVICE).get(f"{PAGE}?version=1")
    assert (answer.status_code, queries.in_force("accepted").version) == (302, 2)
    assert ["专此通知" in one.content.decode() for one in (page, old)] == [True, False]
    assert "第 2 版（在用）" in plain(page)


def test_the_preview_is_a_pdf_with_invented_values_and_keeps_nothing(chinese):
    answer = sent(changed(), preview="1")

    said = words(answer.getvalue())
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert ("专此通知。" in said, "行政许可申请受理通知书" in said, "演示文书，不具有法律效力。" in said) == (True,) * 3
    assert (queries.in_force("accepted").version, Paper.objects.count()) == (1, 0)


def test_every_fault_is_told_and_what_was_typed_stays():
    for more in ({}, {"preview": "1"}):
        answer = sent(changed() + "【身份证】\n#没有\n", **more)

        said = plain(answer)
        assert answer.status_code == 422
        assert "没有“身份证”这个栏目，请照右边的目录写。" in said
        assert "专此通知" in answer.content.decode()
    assert "没有这个命令（unknown variable: 没有）。请照着改。" in plain(sent(changed() + "#没有\n"))


def test_what_was_not_changed_is_no_new_version_but_can_be_looked_at(chinese):
    same = queries.in_force("accepted").text

    answer = sent(same)

    assert (answer.status_code, "和现在用的一样，没有改动。" in plain(answer)) == (422, True)
    assert sent(same, preview="1")["Content-Type"] == "application/pdf"
    assert queries.in_force("accepted").version == 1


def test_who_was_slower_is_told_and_keeps_his_words():
    sent(changed())

    answer = sent(changed() + "再一行。\n", seen=1)

    assert answer.status_code == 409
    assert "这个模板刚被别人改过，请打开新的再改。" in plain(answer)
    assert "再一行。" in answer.content.decode()
