"""The door of data by Excel: a template and what is there to download, a file to hand in, to look at, to load, to take back."""

import io

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile

from jinban.kit.files import LIMIT
from jinban.loading.models import Load
from jinban.loading.standing import everything
from jinban.places import actions as places
from tests.doors.desk import at_desk
from tests.doors.window import plain
from tests.loading.hands import a_new_item, filled, like, rows, unverified
from tests.play import AUDITOR, MONDAY, SERVICE, SYSADMIN, WINDOW, seat
from tests.world import queries_of

pytestmark = pytest.mark.usefixtures("city")
PAGE = "/admin/loads"


def handed(raw: bytes, table: str = "all", who: str = SERVICE, name: str = "数据.xlsx"):
    return at_desk(who).post(PAGE, {"table": table, "file": SimpleUploadedFile(name, raw)})


def clicked(load: Load, verb: str, who: str = SERVICE):
    load.refresh_from_db()
    return at_desk(who).post(f"{PAGE}/{load.pk}/{verb}", {"seen": load.digest})


def opened(answer) -> python_calamine.CalamineWorkbook:
    return python_calamine.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def phoned(phone: str, **more: str) -> bytes:
    return filled(sites=[like("sites", "S420281108215", phone=phone, **more)])


def test_whose_door_it_is():
    assert [at_desk(who).get(PAGE).status_code for who in (SERVICE, SYSADMIN, AUDITOR, WINDOW)] == [200, 200, 200, 404]
    assert "上传并检查" not in plain(at_desk(AUDITOR).get(PAGE))
    assert [at_desk(who).get(f"{PAGE}/staff/rows.xlsx").status_code for who in (SYSADMIN, SERVICE, AUDITOR)] == [
        200,
        404,
        404,
    ]
    assert at_desk(SERVICE).get(f"{PAGE}/items/rows.xlsx").status_code == 200
    load = Load.objects.get(pk=handed(phoned("07148765432"), "sites")["Location"].rpartition("/")[2])
    assert [at_desk(who).get(f"{PAGE}/{load.pk}").status_code for who in (AUDITOR, SYSADMIN)] == [200, 404]
    assert [clicked(load, "load", who).status_code for who in (AUDITOR, SYSADMIN)] == [404, 404]


def test_the_template_of_every_table_is_empty_but_for_its_example():
    made = opened(at_desk(SERVICE).get(f"{PAGE}/all/template.xlsx"))

    titles = made.sheet_names
    assert (titles[9], titles[-2:], len(titles)) == ("事项", ["说明", "代码"], 18)
    assert [row[0][:3] for row in made.get_sheet_by_name("事项").to_python()] == ["编码", "示例："]
    told = plain(at_desk(SERVICE).get(PAGE))
    assert "没有核定的事项改了内容，从当天起出下一版，发布过的版本不变" in told


def test_what_is_downloaded_and_uploaded_again_changes_nothing():
    raw = b"".join(at_desk(SERVICE).get(f"{PAGE}/all/rows.xlsx").streaming_content)

    page = plain(at_desk(SERVICE).get(handed(raw)["Location"]))

    assert ("这个文件和现有数据一样，不用导入。" in page, "确认导入" in page) == (True, False)
    assert f"事项 0 0 0 {len(rows('items'))}" in page


def test_a_file_is_looked_at_loaded_and_taken_back():
    before = everything()
    answer = handed(a_new_item())
    load = Load.objects.get(pk=answer["Location"].rpartition("/")[2])

    page = plain(at_desk(SERVICE).get(answer["Location"]))
    assert ("会改哪些行" in page, "下沉事项 1 1 0 0" in page) == (True, True)
    assert "下沉事项 c1-01 修改 止： 空 → 2026-12-31" in page
    assert f"事项 {unverified()} 修改 承诺时限：" in page
    assert everything() == before

    assert clicked(load, "load")["Location"] == answer["Location"]
    assert "撤销导入" in plain(at_desk(SERVICE).get(answer["Location"]))
    assert everything() != before
    assert clicked(load, "undo")["Location"] == answer["Location"]
    assert everything() == before
    assert "已撤销" in plain(at_desk(SERVICE).get(PAGE))


def test_faults_are_listed_and_come_back_in_the_file():
    answer = handed(filled(classes=[{"code": "xin lei", "name": "", "note": ""}]), "classes")

    page = plain(at_desk(SERVICE).get(answer["Location"]))
    assert ("2处错，什么也没有写入" in page, "确认导入" in page) == (True, False)
    assert "事项类别 2 名称 这一格不能空。 请填写。" in page
    copy = opened(at_desk(SERVICE).get(f"{answer['Location']}/marked.xlsx"))
    assert (copy.sheet_names, len(copy.get_sheet_by_name("错误清单").to_python())) == (["错误清单", "事项类别"], 3)
    refusal = clicked(Load.objects.get(), "load")
    assert (refusal.status_code, "这个文件还有2处错，改好再上传。" in plain(refusal)) == (409, True)


def test_a_form_without_a_file_or_with_a_wrong_one_keeps_the_table():
    bare = at_desk(SERVICE).post(PAGE, {"table": "sites"})
    wrong = handed(b"\x89PNG\r\n\x1a\n", "sites", name="照片.png")
    large = handed(b"0" * (LIMIT + 1), "sites")
    foreign = handed(b"x", "staff")

    assert [one.status_code for one in (bare, wrong, large, foreign)] == [422] * 4
    assert ['<option value="sites" selected>' in one.content.decode() for one in (bare, wrong, large)] == [True] * 3
    said = ("请选文件", "只收Excel（.xlsx）和CSV（.csv）", "最大20MB。请拆成几份。", "里没有这一项，请重选")
    assert [words in plain(one) for words, one in zip(said, (bare, wrong, large, foreign), strict=True)] == [True] * 4
    assert Load.objects.count() == 0


def test_what_has_changed_between_the_look_and_the_click_is_shown_again():
    handed(phoned("07148765432", address="村委会"), "sites")
    load = Load.objects.get()
    places.put_sites([like("sites", "S420281108215", address="村委会")], by=seat(SERVICE), at=MONDAY)

    first = clicked(load, "load")
    again = clicked(load, "load")

    assert (first.status_code, "请再看一遍" in plain(first), again.status_code) == (409, True, 302)
    assert like("sites", "S420281108215")["phone"] == "07148765432"


def test_a_long_preview_turns_pages_with_the_same_few_questions():
    classes = [{"code": f"lei-{number}", "name": f"类别{number}", "note": ""} for number in range(120)]
    desk = at_desk(SERVICE)
    short = handed(filled(classes=classes[:2]), "classes")["Location"]
    desk.get(short)
    few = queries_of(lambda: desk.get(short))
    long = handed(filled(classes=classes), "classes")["Location"]
    many = queries_of(lambda: desk.get(long))

    page = desk.get(long)
    assert (many, many < 16) == (few, True)
    assert (page.content.decode().count("<tr><td"), "lei-0" in plain(page)) == (50, True)
