"""Each fault of a data folder: named with file, sheet, row and column, and nothing is loaded."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from jinban.kit.tables import reading
from jinban.loading.load import read
from jinban.places.models import Division
from tests.loading.folders import CITY, TOWN, VILLAGE, City, Raw

pytestmark = pytest.mark.django_db
Found = tuple[str, str, int, str, str]


def found(folder: Path) -> list[Found]:
    faults = read(folder).faults
    return [(one.place.file, one.place.sheet, one.place.row, one.place.column, one.kind) for one in faults]


def sentences(folder: Path) -> list[str]:
    return [one.sentence for one in read(folder).faults]


def test_a_good_folder_has_no_fault(tmp_path: Path) -> None:
    assert sentences(City(tmp_path).write()) == []


def test_a_good_book_has_no_fault(tmp_path: Path) -> None:
    assert sentences(City(tmp_path).write(as_book=True)) == []


# table, row, what is written there, the column blamed, the kind of fault, the sentence
FAULTS: list[tuple[str, int, dict[str, Any], str, str, str]] = [
    (
        "classes", 3, {"name": "户籍"}, "code", "duplicate_key",
        "“shehui-jiuzhu”与第2行重复，请删去一行或改成别的。",
    ),
    ("classes", 3, {"code": "huji"}, "name", "duplicate_key", "“社会救助”与第2行重复，请删去一行或改成别的。"),
    (
        "windows", 4, {"name": "三号窗口"}, "site", "duplicate_key",
        f"“C{TOWN}、comprehensive、2、2023-01-01”与第3行重复，请删去一行或改成别的。",
    ),
    (
        "sites", 5, {"division": "420281999999", "code": "S420281999999"}, "division", "unknown_place",
        "divisions表里没有“420281999999”。请先在divisions表里登记，或改正这里的编码。",
    ),
    (
        "windows", 3, {"site": "C420281999000"}, "site", "unknown_place",
        "sites表里没有“C420281999000”。请先在sites表里登记，或改正这里的编码。",
    ),
    (
        "windows", 4, {"valid_from": "2024-01-01"}, "valid_from", "overlap",
        "有效期与第3行（2023-01-01起未写止期）重叠，请给前一段写止期。",
    ),
    (
        "network", 3, {"from_day": "2024-06-01"}, "from_day", "overlap",
        "有效期与第2行（2023-01-01起未写止期）重叠，请给前一段写止期。",
    ),
    (
        "delegation", 3, {"code": "p1-02", "valid_from": "2024-06-01"}, "valid_from", "overlap",
        "p1-02与p1-01重叠：同一事项、同一地点、同一时间只能有一行。",
    ),
    ("items", 3, {"legal_limit": 0, "promised_limit": 1}, "legal_limit", "zero_limit", "时限写了0，必须大于0。"),
    (
        "items", 3, {"national_code": "11420000011043196X2422011002W0001"}, "national_code", "check_digit",
        "“11420000011043196X2422011002W0001”的前18位不是有效的统一社会信用代码，可能有一位写错，请核对。",
    ),
    (
        "departments", 2, {"credit_code": "91350100M000100Y44"}, "credit_code", "check_digit",
        "“91350100M000100Y44”：统一社会信用代码的校验位不对，可能有一位输错了，请核对。",
    ),
    (
        "sites", 5, {"code": f"C{VILLAGE}"}, "code", "wrong_code",
        f"站点编码要写成S{VILLAGE}（S加区划编码）。",
    ),
    ("departments", 3, {"name": ""}, "name", "missing", "这一格不能空，请填写。"),
    ("batches", 2, {"issued_on": ""}, "issued_on", "missing", "这一格不能空，请填写。"),
    (
        "delegation", 2, {"batch": "p9"}, "batch", "dangling",
        "batches表里没有“p9”。请先在batches表里登记，或改正这里的编码。",
    ),
    (
        "items", 3, {"item_class": "huji"}, "item_class", "dangling",
        "classes表里没有“huji”。请先在classes表里登记，或改正这里的编码。",
    ),
    ("aliases", 2, {"code": "minzhen"}, "code", "dangling", "departments表里没有“minzhen”，请改正编码。"),
    ("classes", 2, {"name": "社会救助 "}, "name", "edge_blank", "末尾有多余的空格，请删去。"),
    ("classes", 2, {"name": "　社会救助"}, "name", "edge_blank", "开头有多余的空格（全角），请删去。"),
    ("departments", 2, {"code": "minzheng "}, "code", "edge_blank", "末尾有多余的空格，请删去。"),
    ("classes", 2, {"code": " shehui-jiuzhu"}, "code", "edge_blank", "开头有多余的空格，请删去。"),
    ("classes", 2, {"name": "社会\u200b救助"}, "name", "odd_sign", "内容里有看不见的字符（U+200B），请删去重打。"),
    (
        "batches", 2, {"level": "county"}, "level", "wrong_choice",
        "“county”不在代码表里。可以写：province（省级）、city（市级）。",
    ),
    ("batches", 2, {"issued_on": 44635}, "issued_on", "excel_serial",
     "“44635”是Excel的日期序号，不是日期。多半是2022-03-15，请改写成这样。"),
    ("batches", 2, {"issued_on": Raw("2022/3/15")}, "issued_on", "wrong_day",
     "“2022/3/15”不是日期，请写成2024-05-07这样。"),
    ("batches", 2, {"issued_on": Raw("2022-02-30")}, "issued_on", "wrong_day", "没有2022-02-30这一天，请改。"),
    ("divisions", 4, {"valid_to": "2022-12-31"}, "valid_to", "wrong_days", "止期2022-12-31早于起期2023-01-01，请改。"),
    ("divisions", 4, {"parent": CITY}, "parent", "wrong_parent", "村居要归在镇街下。"),
    ("hours", 2, {"weekdays": "1-8"}, "weekdays", "wrong_choice",
     "“1-8”不是星期，请写成1-5这样，1是周一，7是周日。"),
    ("hours", 2, {"closes": "08:00"}, "closes", "wrong_time", "关门时间08:00不晚于开门时间08:30，请改。"),
    ("calendar", 3, {"day": "2024-01-06"}, "kind", "wrong_choice", "2024-01-06是周末，不能记作放假。"),
    ("calendar", 3, {"day": "2025-01-01"}, "day", "missing",
     "2025年没有年度行，请加一行kind为year的，写明放假文件。"),
    ("items", 3, {"promised_limit": 2}, "promised_limit", "wrong_limit", "承诺时限长于法定时限1，请改短。"),
    ("items", 3, {"materials": "身份证;"}, "materials", "wrong_list", "分号之间有一项是空的，请删去多余的分号。"),
    ("items", 3, {"aliases": "上户口;上户口"}, "aliases", "twice", "“上户口”写了两次，请删去一个。"),
    ("delegation", 2, {"village_power": "close"}, "village_power", "wrong_power",
     "村级权限“办结”不能高于镇级权限“初审”。"),
    ("staff", 2, {"site": ""}, "site", "missing", "这个岗位要写站点编码。"),
    ("opinions", 2, {"verdict": "approved"}, "verdict", "wrong_choice",
     "check的意见只能写grant（建议准予）或deny（建议不予），请改。"),
    ("opinions", 2, {"item": "nothing"}, "item", "dangling",
     "items表里没有“nothing”。请先在items表里登记，或改正这里的编码。"),
    ("opinions", 2, {"text": ""}, "text", "missing", "这一格不能空，请填写。"),
    ("staff", 2, {"site": f"C{TOWN}"}, "site", "wrong_level", "这个岗位要在村级便民服务站，请改站点编码。"),
]  # fmt: skip


@pytest.mark.parametrize("as_book", [False, True], ids=["csv", "xlsx"])
@pytest.mark.parametrize(("table", "row", "cells", "column", "kind", "sentence"), FAULTS)
def test_a_fault_is_named_with_its_place(
    tmp_path: Path, as_book: bool, table: str, row: int, cells: dict[str, Any], column: str, kind: str, sentence: str
) -> None:
    folder = City(tmp_path).put(table, row, **cells).write(as_book=as_book)

    place = ("city.xlsx", table) if as_book else (f"{table}.csv", "")
    assert found(folder) == [(*place, row, column, kind)]
    assert sentences(folder) == [sentence]


@pytest.mark.parametrize("as_book", [False, True], ids=["csv", "xlsx"])
def test_an_unknown_and_a_missing_column_are_named(tmp_path: Path, as_book: bool) -> None:
    city = City(tmp_path)
    city.columns["classes"] = ["code", "nmae", "note"]

    folder = city.write(as_book=as_book)

    place = ("city.xlsx", "classes") if as_book else ("classes.csv", "")
    assert found(folder) == [(*place, 1, "name", "missing_column"), (*place, 1, "nmae", "unknown_column")]
    assert "不认识“nmae”这一列。这张表的列是：code、name、note。" in sentences(folder)


@pytest.mark.parametrize("cell", ["20天", "２０", "'20", "二十"])
def test_a_number_written_as_words_is_named(tmp_path: Path, cell: str) -> None:
    folder = City(tmp_path).put("items", 3, legal_limit=cell).write()

    assert found(folder) == [("items.csv", "", 3, "legal_limit", "number_as_text")]


def test_a_number_kept_as_text_in_excel_is_named(tmp_path: Path) -> None:
    folder = City(tmp_path).put("items", 3, legal_limit=Raw("20")).write(as_book=True)

    assert found(folder) == [("city.xlsx", "items", 3, "legal_limit", "number_as_text")]
    assert sentences(folder) == ["“20”是文本，不是数字。请把单元格改成数值。请只写数字20。"]


def test_a_code_kept_as_a_number_in_excel_is_named(tmp_path: Path) -> None:
    folder = City(tmp_path).put("network", 2, site=420281108215).write(as_book=True)

    assert found(folder) == [("city.xlsx", "network", 2, "site", "number_not_text")]


def test_merged_cells_are_named_where_they_begin(tmp_path: Path) -> None:
    city = City(tmp_path)
    city.write(as_book=True)
    rows = city.rows.pop("windows")
    city.write_book("city.xlsx", list(city.rows))
    book = xlsxwriter.Workbook(str(tmp_path / "windows.xlsx"))
    sheet = book.add_worksheet("windows")
    for at, row in enumerate([dict(zip(rows[0], rows[0], strict=True)), *rows]):
        sheet.write_row(
            at, 0, [row[column] if at < 2 or column != "name" else "" for column in city.columns["windows"]]
        )
    sheet.merge_range(1, 3, 2, 3, "一号窗口")
    book.close()

    faults = found(tmp_path)

    assert ("windows.xlsx", "windows", 2, "name", "merged") in faults
    assert ("windows.xlsx", "windows", 3, "name", "missing") in faults


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    folder = City(tmp_path).write()
    (folder / "classes.csv").unlink()

    assert found(folder) == [("classes.csv", "", 0, "", "missing_file")]
    assert sentences(folder) == ["缺少事项类别表。请放入classes.csv，或放入有“classes”工作表的xlsx文件。"]


def test_a_city_may_have_no_accounts_and_no_network_yet(tmp_path: Path) -> None:
    folder = City(tmp_path).write()
    (folder / "staff.csv").unlink()
    (folder / "network.csv").unlink()

    assert found(folder) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert found(tmp_path / "nowhere") == [(str(tmp_path / "nowhere"), "", 0, "", "missing_file")]


def test_a_table_that_is_there_twice_is_named(tmp_path: Path) -> None:
    city = City(tmp_path)
    folder = city.write()
    city.write_book("more.xlsx", ["classes"])

    assert found(folder) == [("more.xlsx", "classes", 0, "", "twice")]


def test_a_file_and_a_sheet_that_nobody_knows_are_named(tmp_path: Path) -> None:
    city = City(tmp_path)
    folder = city.write()
    (folder / "itmes.csv").write_text("key\n")
    book = xlsxwriter.Workbook(str(folder / "more.xlsx"))
    book.add_worksheet("Sheet1")
    book.close()

    assert found(folder) == [
        ("itmes.csv", "", 0, "", "unknown_file"),
        ("more.xlsx", "Sheet1", 0, "", "unknown_file"),
    ]


def test_a_file_that_is_not_utf_8_is_named_with_the_row(tmp_path: Path) -> None:
    folder = City(tmp_path).write()
    path = folder / "classes.csv"
    path.write_bytes("code,name,note\na,b,\nshehui-jiuzhu,社会救助,\n".encode("gbk"))

    assert found(folder) == [("classes.csv", "", 3, "", "encoding")]


def test_the_byte_mark_of_excel_does_no_harm(tmp_path: Path) -> None:
    folder = City(tmp_path).write()
    path = folder / "classes.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert found(folder) == []


def test_rows_that_are_too_short_or_too_long_are_named(tmp_path: Path) -> None:
    folder = City(tmp_path).write()
    (folder / "classes.csv").write_text("code,name,note\na,甲\nb,乙,,x\nc,丙,\n", encoding="utf-8")

    assert found(folder) == [("classes.csv", "", 2, "", "broken_row"), ("classes.csv", "", 3, "", "broken_row")]


def test_empty_cells_behind_the_last_column_do_no_harm(tmp_path: Path) -> None:
    folder = City(tmp_path).write()
    path = folder / "classes.csv"
    path.write_text("code,name,note,,\nshehui-jiuzhu,社会救助,,,\n,,,,\n", encoding="utf-8")

    assert found(folder) == []


def test_an_open_quote_is_named(tmp_path: Path) -> None:
    folder = City(tmp_path).write()
    (folder / "classes.csv").write_text('code,name,note\na,甲,\nb,"乙,\n', encoding="utf-8")

    assert found(folder) == [("classes.csv", "", 3, "", "broken_row")]


def test_a_book_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    folder = City(tmp_path).write()
    (folder / "more.xlsx").write_bytes(b"PK\x03\x04 nothing")

    assert found(folder) == [("more.xlsx", "", 0, "", "unreadable")]


def test_a_file_that_is_too_large_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BYTES_MOST", 300)
    folder = City(tmp_path).write()

    assert ("items.csv", "", 0, "", "too_large") in found(folder)


def test_all_faults_of_all_files_are_told_at_once_and_nothing_is_loaded(tmp_path: Path) -> None:
    city = City(tmp_path)
    city.put("classes", 3, code="huji", name="户籍")
    city.put("classes", 4)
    city.put("network", 2, site="S420281999999")
    city.put("windows", 4, valid_from="2024-01-01")
    city.put("classes", 2, name="社会救助 ")
    city.put("items", 3, legal_limit=0, source="")
    city.put("batches", 2, issued_on=44635)
    city.put("delegation", 2, item="nothing")
    city.columns["aliases"].append("remark")
    assert city.item is not None
    city.item["colour"] = "red"

    folder = city.write()
    last = len(city.item_path.read_text(encoding="utf-8").splitlines())

    assert found(folder) == [
        ("aliases.csv", "", 1, "remark", "unknown_column"),
        ("batches.csv", "", 2, "issued_on", "excel_serial"),
        ("classes.csv", "", 2, "name", "edge_blank"),
        ("classes.csv", "", 4, "code", "duplicate_key"),
        ("classes.csv", "", 4, "name", "duplicate_key"),
        ("delegation.csv", "", 2, "item", "dangling"),
        ("items.csv", "", 3, "legal_limit", "zero_limit"),
        ("items.csv", "", 3, "source", "missing"),
        ("items/jiuzhu.yaml", "", last, "colour", "unknown_key"),
        ("network.csv", "", 2, "site", "unknown_place"),
        ("windows.csv", "", 4, "valid_from", "overlap"),
    ]
    assert Division.objects.count() == 0
