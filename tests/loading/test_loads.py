"""A file handed in by an office: checked whole, shown, loaded at once, undone as a whole."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
import python_calamine

from jinban.catalogue.models import ItemVersion
from jinban.delegation.models import Delegation
from jinban.kit.models import Event
from jinban.kit.tables.books import Filled, book
from jinban.kit.tables.marking import marked
from jinban.loading import actions, queries
from jinban.loading.actions import Stale
from jinban.loading.events import HandedIn, Loaded
from jinban.loading.standing import everything
from jinban.loading.tables import BY_NAME
from jinban.people.models import Seat, Staff
from jinban.places import actions as places
from tests.loading.hands import CITY, a_new_item, filled, given, like, loaded, rows, sheet, unverified
from tests.loading.test_load import run
from tests.play import AUDITOR, MONDAY, SERVICE, SYSADMIN, WINDOW, seat, taken_in
from tests.world import facts_of, refused

pytestmark = pytest.mark.usefixtures("city")
TUESDAY = MONDAY + timedelta(days=1)


def undone(load, *, at=TUESDAY):
    actions.undo(load, by=seat(SERVICE), at=at)


def test_what_is_taken_out_and_brought_in_again_changes_nothing():
    for name in BY_NAME:
        by = seat(SYSADMIN if name == "staff" else SERVICE)
        raw = book([Filled(BY_NAME[name], rows(name), example=True)]).read()

        load = given(raw, name, by=by)

        assert (name, load.faults, load.changes_count, load.total("same")) == (name, 0, 0, len(rows(name)))
        with refused("这个文件和现有数据一样，不用导入。"):
            actions.load(load, seen=load.digest, by=by, at=MONDAY)


def test_what_is_taken_out_to_the_disk_changes_nothing_when_it_is_loaded(tmp_path: Path):
    sheets = [Filled(BY_NAME[name], found.values()) for name, found in everything().items()]
    (tmp_path / "全市数据.xlsx").write_bytes(book(sheets).read())

    assert run(tmp_path) == (0, "没有变化：库里已经是这些数据。\n", "")


def test_a_file_is_shown_before_anything_is_written_and_then_written_whole():
    before, events = everything(), Event.objects.count()

    load = given(a_new_item())

    shown = [(one.table, one.key, one.kind) for one in queries.changes(load).order_by("-pk")]
    assert (everything() == before, Event.objects.count() - events) == (True, 1)
    assert shown == [
        ("classes", "xin-lei", "fresh"),
        ("items", unverified(), "changed"),
        ("items", "xin-shixiang", "fresh"),
        ("batches", "t1", "fresh"),
        ("delegation", "c1-01", "changed"),
        ("delegation", "t1-01", "fresh"),
    ]
    actions.load(load, seen=load.digest, by=seat(SERVICE), at=MONDAY)
    assert like("delegation", "t1-01")["places"] == ("C420281108000", "S420281108215")
    assert (load.stage, load.total("fresh"), load.total("changed"), load.seat.staff.work_no) == (
        "loaded",
        4,
        2,
        SERVICE,
    )
    assert facts_of(load) == [HandedIn, Loaded]


def test_an_undone_load_leaves_everything_as_it_was():
    before = everything()
    versions = list(ItemVersion.objects.order_by("pk").values_list("pk", "valid_to", "digest"))
    load = loaded(a_new_item())
    assert everything() != before

    undone(load)

    assert everything() == before
    assert list(ItemVersion.objects.order_by("pk").values_list("pk", "valid_to", "digest")) == versions
    assert (load.stage, load.undone_seat_id) == ("undone", seat(SERVICE).id)
    with refused("这导入现在是“已撤销”，不能撤销导入。"):
        undone(load)


def test_every_other_table_can_be_undone_too():
    before = everything()
    window = rows("windows")[0]
    hours = rows("hours")
    raw = filled(
        departments=[like("departments", "minzheng", code="xin-bumen", name="新部门", official_name="大冶市新部门")],
        sites=[like("sites", "S420281108215", phone="07148765432")],
        windows=[window | {"number": "99", "name": "九十九号窗口"}],
        hours=[row | {"closes": "12:30"} for row in hours[:1]] + hours[1:] + [hours[0] | {"site": "S420281108215"}],
        network=[like("network", "S420281108215", note="查过")],
        parameters=[like("parameters", "supply_workdays", value=like("parameters", "supply_workdays")["value"] + 1)],
        calendar=[
            {
                "day": MONDAY.date().replace(year=2031, month=1, day=1),
                "kind": kind,
                "name": "2031年安排",
                "source": "演示",
            }
            for kind in ("year", "rest")
        ],
        aliases=[{"kind": "department", "name": "新部", "code": "xin-bumen"}],
        messages=[like("messages", "received", title="收到了")],
        opinions=[row | {"text": f"{row['text']}（改）"} for row in rows("opinions")[:3]],
    )

    load = loaded(raw)

    kinds = [(one.table, one.kind) for one in queries.changes(load).order_by("-pk")]
    assert [kinds.count(("hours", "changed")), kinds.count(("hours", "fresh")), kinds.count(("calendar", "fresh"))] == [
        1,
        1,
        2,
    ]
    assert kinds.count(("opinions", "dropped")) == len(before["opinions"]) - 3
    undone(load)
    assert everything() == before


def test_what_is_said_of_a_material_outlives_the_next_load_of_its_item():
    key = unverified()
    before = everything()
    own = [row for row in rows("materials") if row["item"] == key]
    named = [own[0] | {"copy": "original", "hint": "看一下就还", "waived": "shared"}, *own[1:]]

    load = loaded(filled(materials=named), "materials")
    assert [row["hint"] for row in rows("materials") if row["item"] == key] == ["看一下就还", *[""] * (len(own) - 1)]
    item = like("items", key, materials=(own[0]["name"], "新材料"))
    later = loaded(filled(items=[item]), "items", at=TUESDAY)
    assert [(row["key"], row["name"], row["hint"]) for row in rows("materials") if row["item"] == key] == [
        ("m1", own[0]["name"], "看一下就还"), ("m2", "新材料", "")
    ]  # fmt: skip
    undone(later)
    undone(load)

    assert everything() == before
    taken = given(filled(materials=[like("materials", "linshi-jiuzhu", hint="别的")]), "materials")
    assert [one.sentence for one in queries.faults(taken)] == [
        "这个事项已核定，材料写在事项版本里，不能用表改。请照现有数据改回。"
    ]
    twice = given(filled(materials=[own[0], own[0] | {"key": "m9"}]), "materials")
    assert ["有两样材料同名" in one.sentence for one in queries.faults(twice)] == [True]


def test_an_item_and_its_materials_in_one_file_make_one_version():
    key = unverified()
    before = everything()
    own = [row for row in rows("materials") if row["item"] == key]
    raw = filled(
        items=[like("items", key, materials=("新材料",))],
        materials=[own[0] | {"name": "新材料", "hint": "带来就行"}],
    )

    load = loaded(raw)

    assert ItemVersion.objects.filter(item=key).count() == 2
    assert next((one.table, one.kind) for one in queries.changes(load).order_by("-pk")) == ("items", "changed")
    undone(load)
    assert everything() == before


def test_accounts_come_and_go_and_one_that_was_used_stays():
    boss = seat(SYSADMIN)
    new = {
        "work_no": "n001",
        "name": "新来的",
        "role": "town_window",
        "site": "C420281108000",
        "department": "",
        "demo": False,
    }
    load = loaded(filled(staff=[new]), "staff", by=boss)
    actions.undo(load, by=boss, at=TUESDAY)
    assert Staff.objects.filter(work_no="n001").exists() is False

    load = loaded(filled(staff=[new]), "staff", by=boss)
    own = Seat.objects.get(staff__work_no="n001")
    taken_in(seat("n001"))
    with refused("新来的已经用这个镇综合窗口岗位办过事，不能撤销，请停用。"):
        actions.undo(load, by=boss, at=TUESDAY)
    assert Seat.objects.filter(pk=own.pk).exists()


def test_a_load_stays_once_something_refers_to_it():
    load = loaded(a_new_item())
    loaded(
        filled(opinions=[*rows("opinions"), rows("opinions")[0] | {"code": "xin", "item": "xin-shixiang"}]), "opinions"
    )

    with refused("“新事项”已有1个常用意见在用，这次导入不能撤销。"):
        undone(load)

    assert (load.stage, Delegation.objects.filter(pk="t1-01").exists()) == ("loaded", True)


def test_a_version_that_a_case_has_stays():
    item = next(row for row in rows("items") if row["confidence"] == "partial" and row["key"] in
                {one["item"] for one in rows("delegation")})  # fmt: skip
    load = loaded(filled(items=[item | {"materials": ("新材料",)}]), "items")
    taken_in(seat(WINDOW), item["key"], at=MONDAY)

    with refused(f"“{item['key']}第2版”已有1个办件在用，这次导入不能撤销。"):
        undone(load)


def test_a_load_that_a_later_one_changed_again_is_undone_after_it():
    first = loaded(filled(sites=[like("sites", "S420281108215", phone="07148765432")]), "sites")
    second = loaded(filled(sites=[like("sites", "S420281108215", phone="07148765433")]), "sites", at=TUESDAY)

    with refused(f"站点表的“S420281108215”后来又由第{second.pk}次导入改过。请先撤销第{second.pk}次导入。"):
        undone(first)
    undone(second)
    undone(first)

    assert like("sites", "S420281108215")["phone"] == ""


def test_a_row_that_was_changed_by_hand_since_is_not_overwritten():
    load = loaded(filled(sites=[like("sites", "S420281108215", phone="07148765432")]), "sites")
    places.put_sites([like("sites", "S420281108215", phone="07140000000")], by=seat(SERVICE), at=MONDAY)

    with refused("站点表的“S420281108215”在导入以后又改过，这次导入不能撤销。"):
        undone(load)


def test_what_was_shown_is_what_is_written():
    load = given(filled(sites=[like("sites", "S420281108215", phone="07148765432", address="村委会")]), "sites")
    shown = load.digest
    places.put_sites([like("sites", "S420281108215", address="村委会")], by=seat(SERVICE), at=MONDAY)

    with pytest.raises(Stale):
        actions.load(load, seen=shown, by=seat(SERVICE), at=MONDAY)

    assert like("sites", "S420281108215")["phone"] == ""
    actions.look_again(load, by=seat(SERVICE), at=MONDAY)
    actions.load(load, seen=load.digest, by=seat(SERVICE), at=MONDAY)
    assert like("sites", "S420281108215")["phone"] == "07148765432"


def test_every_fault_of_every_sheet_is_named_and_comes_back_on_the_marked_copy():
    classes, opinions = rows("classes")[:2], rows("opinions")
    raw = filled(
        classes=[classes[0] | {"name": ""}, classes[0], {"code": "xin lei", "name": classes[1]["name"], "note": ""}],
        opinions=[*opinions, opinions[0] | {"code": "bad", "item": "没有"}, opinions[0] | {"verdict": "approved"}],
        items=[
            like("items", unverified(), promised_limit=10**6),
            like("items", "linshi-jiuzhu", materials=("一张纸",)),
        ],
        delegation=[rows("delegation")[0] | {"town_power": "collect"}],
    )
    before = everything()

    load = given(raw)

    found = [(one.place.sheet, one.place.row, one.place.column, one.kind) for one in queries.faults(load)]
    last = len(opinions) + 2
    assert found == [
        ("下沉事项", 2, "村级权限", "wrong_power"),
        ("下沉事项", 2, "镇级权限", "fixed"),
        ("事项", 2, "承诺时限", "wrong_limit"),
        ("事项", 3, "材料", "fixed"),
        ("事项类别", 2, "名称", "missing"),
        ("事项类别", 3, "编码", "duplicate_key"),
        ("事项类别", 4, "名称", "duplicate_key"),
        ("事项类别", 4, "编码", "wrong_code"),
        ("常用意见", last, "事项编码", "wrong_code"),
        ("常用意见", last + 1, "结果", "wrong_choice"),
        ("常用意见", last + 1, "编码", "duplicate_key"),
    ]
    copy = python_calamine.load_workbook(io.BytesIO(marked(load.file_name, raw, queries.faults(load)).read()))
    listed = copy.get_sheet_by_name("错误清单").to_python()
    assert [(row[1], row[2], row[3]) for row in listed[1:]] == [(sheet, row, column) for sheet, row, column, _ in found]
    assert listed[5][4:] == ["这一格不能空。", "请填写。"]
    assert everything() == before
    with refused("这个文件还有11处错，改好再上传。"):
        actions.load(load, seen=load.digest, by=seat(SERVICE), at=MONDAY)


def test_a_file_is_judged_with_what_is_there_already():
    raw = sheet("事项类别", ["编码", "名称", "说明"], ["xin", rows("classes")[0]["name"], ""])

    load = given(raw, "classes")

    assert [one.sentence for one in queries.faults(load)] == [
        f"“{rows('classes')[0]['name']}”与现有的一行重复，请删去一行或改成别的。"
    ]


def test_a_room_that_refuses_is_a_fault_of_the_file():
    new = {"work_no": "n001", "name": "新来的", "role": "sysadmin", "site": "", "department": "", "demo": False}

    load = given(filled(staff=[new, new | {"role": "auditor"}]), "staff", by=seat(SYSADMIN))

    assert [one.kind for one in queries.faults(load)] == ["refused"]
    own = {"work_no": SYSADMIN, "name": Staff.objects.get(work_no=SYSADMIN).name, "role": "secadmin", "demo": True}
    load = given(filled(staff=[own | {"site": "", "department": ""}]), "staff", by=seat(SYSADMIN))
    assert ["不能给自己开岗位" in one.sentence for one in queries.faults(load)] == [True]


def test_whose_tables_and_whose_loads():
    raw = filled(classes=[{"code": "xin", "name": "新", "note": ""}])
    load = given(raw, "classes")

    for who, tables in ((SERVICE, ("staff",)), (SYSADMIN, ("classes",)), (WINDOW, ("classes",)), (SERVICE, ())):
        with refused("这张表不由您导入，请换一张。"):
            actions.hand_in(tables, "x.xlsx", raw, by=seat(who), at=MONDAY)
    seen = [queries.get(seat(who), load.pk) is not None for who in (SERVICE, AUDITOR, SYSADMIN, WINDOW)]
    assert seen == [True, True, False, False]
    assert [table.name for table in queries.loadable(seat(SERVICE))] == list(CITY)


def test_a_file_put_aside_is_gone_and_a_new_one_puts_the_last_aside():
    raw = filled(classes=[{"code": "xin", "name": "新", "note": ""}])
    first, second = given(raw, "classes"), given(raw, "classes")
    first.refresh_from_db()

    assert (first.stage, first.stored, second.stage) == ("dropped", "", "given")
    with refused("这个文件已经放弃，不再保存。请重新上传。"):
        actions.content(first)
    with refused("只收Excel（.xlsx）和CSV（.csv）。旧版的.xls请另存为.xlsx再上传。"):
        given(b"\xd0\xcf\x11\xe0\x00\x00 old", "classes", name="旧.xls")


def test_a_second_click_finds_what_the_first_one_did_and_the_load_can_still_be_undone():
    before = everything()
    load = given(a_new_item())
    second, third = (queries.get(seat(SERVICE), load.pk) for _ in range(2))
    actions.load(load, seen=load.digest, by=seat(SERVICE), at=MONDAY)
    changes = queries.changes(load).count()

    with refused("这导入现在是“已导入”，不能确认导入。"):
        actions.load(second, seen=second.digest, by=seat(SERVICE), at=MONDAY)
    actions.look_again(third, by=seat(SERVICE), at=MONDAY)

    load.refresh_from_db()
    assert (load.stage, load.changes_count, queries.changes(load).count()) == ("loaded", changes, changes)
    undone(load)
    assert everything() == before
