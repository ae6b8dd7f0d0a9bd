"""The pages of 归集: a file handed in, shown, loaded and taken back; names mapped; reports beside the system's numbers."""

import io
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from jinban.gathering import queries
from jinban.gathering.models import Gathered, Load, Source
from jinban.kit import files
from tests.doors.board import a_year, body, kpis, numbers, page, rows_behind
from tests.doors.test_sign_in import signed_in
from tests.gathering.files import HEADINGS, line, workbook
from tests.gathering.rows import CHENGUI, handed_in, row, source
from tests.play import (
    APPROVER,
    AUDITOR,
    BIRTH,
    BUSINESS,
    HEAD,
    INSURE,
    POLICE,
    RELIEF,
    SERVICE,
    TOWN_HEAD,
)

pytestmark = pytest.mark.usefixtures("city")


def sent(client: Client, content: bytes, name: str = "社保.xlsx", address: str = "/gathering/load", **more: str):
    return client.post(address, {"file": SimpleUploadedFile(name, content), **more})


def sheets(answer) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.getvalue()))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_a_faulty_file_is_shown_fault_by_fault_and_comes_back_marked():
    source()
    client, lines = signed_in(SERVICE), [line(number) for number in range(1, 40)]
    lines[3][2], lines[20][5] = "月球镇", "三月"

    answer = sent(client, workbook(lines), source="yibao")

    load = Load.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/gathering/loads/{load.pk}")
    shown = page(client, f"/gathering/loads/{load.pk}")
    assert [cells[:3] for cells in body(shown, "<h2>错误")] == [["办件", "5", "地点"], ["办件", "22", "收件日"]]
    assert "装入 39 行" not in shown
    marked = sheets(client.get(f"/gathering/loads/{load.pk}/marked.xlsx"))
    assert list(marked) == ["错误清单", "办件"]
    assert [(int(cells[2]), cells[3]) for cells in marked["错误清单"][1:]] == [(5, "地点"), (22, "收件日")]
    assert client.post(f"/gathering/loads/{load.pk}/do/publish").status_code == 409
    assert Gathered.objects.count() == 0


def test_a_sound_file_is_shown_loaded_once_and_taken_back():
    source()
    handed_in(row("GJ000001"))
    client = signed_in(SERVICE)

    sent(client, workbook(line(number) for number in range(1, 40)), source="yibao")
    load = Load.objects.latest("id")
    shown = page(client, f"/gathering/loads/{load.pk}")
    assert kpis(shown) == ["39", "38", "1", "0"]
    assert Gathered.objects.count() == 1
    client.post(f"/gathering/loads/{load.pk}/do/publish")
    assert (Gathered.objects.count(), client.post(f"/gathering/loads/{load.pk}/do/publish").status_code) == (39, 409)
    case = Gathered.objects.get(number="GJ000001")
    assert "地点由“C420281108000”变为“S420281108215”" in page(client, f"/gathering/cases/{case.pk}")
    client.post(f"/gathering/loads/{load.pk}/do/undo")
    assert list(Gathered.objects.values_list("number", flat=True)) == ["GJ000001"]
    assert "已撤销" in page(client, f"/gathering/loads/{load.pk}")


def test_a_file_that_is_too_large_is_not_even_read(monkeypatch):
    source()
    monkeypatch.setattr(files, "LIMIT", 100)

    answers = [
        sent(signed_in(SERVICE), b"0" * 101, "大.csv", address, source="yibao", of="minzheng")
        for address in ("/gathering/load", "/gathering/report")
    ]

    assert [(one.status_code, "请拆成几份" in one.content.decode()) for one in answers] == [(422, True)] * 2
    assert Load.objects.count() == 0


def test_what_is_no_such_file_or_holds_persons_is_not_taken():
    source()
    client = signed_in(SERVICE)

    assert sent(client, b"", source="yibao").status_code == 302
    assert sent(client, b"%PDF-1.7", "社保.pdf", source="yibao").status_code == 422
    assert sent(client, workbook([line(1)]), source="gongan").status_code == 422
    sent(client, workbook([[*line(1), "余小禾"]], (*HEADINGS, "姓名")), source="yibao")
    sent(
        client,
        ("\ufeff" + ",".join(HEADINGS) + "\n" + ",".join(map(str, line(1))) + "\n").encode(),
        "一月.csv",
        source="yibao",
    )

    kinds = [[fault.kind for fault in queries.faults(load)] for load in Load.objects.order_by("id")]
    assert kinds == [["unreadable"], ["unknown_column"], []]
    template = sheets(client.get("/gathering/template.xlsx"))
    assert tuple(template["办件"][0]) == HEADINGS


def test_only_who_may_opens_a_page_and_sees_only_his_own():
    source("yibao", "yibao"), source("minzheng", "minzheng"), source("gongan", "gongan")
    handed_in(row("A1"), code="yibao"), handed_in(row("B1", item=RELIEF), code="minzheng")
    handed_in(row("C1", item=BIRTH), code="gongan")
    loads = {load.source_id: load.pk for load in Load.objects.all()}
    head, town, police, auditor = (signed_in(who) for who in (HEAD, TOWN_HEAD, POLICE, AUDITOR))

    def listed(client: Client) -> list[str]:
        return re.findall(r'/gathering/cases/\d+">([^<]+)<', page(client, "/gathering/cases"))

    assert (listed(head), listed(town), listed(police)) == (["B1"], ["B1", "A1"], ["C1"])
    assert listed(auditor) == ["C1", "B1", "A1"]
    case = Gathered.objects.get(number="C1")
    assert [client.get(f"/gathering/cases/{case.pk}").status_code for client in (head, town, police)] == [404, 404, 200]
    assert head.get(f"/gathering/loads/{loads['yibao']}").status_code == 404
    assert head.post(f"/gathering/loads/{loads['yibao']}/do/undo").status_code == 404
    assert head.get(f"/gathering/loads/{loads['minzheng']}").status_code == 200
    shut = {
        who: [client.get(f"/gathering/{place}").status_code for place in ("load", "names", "report")]
        for who, client in ((AUDITOR, auditor), (POLICE, police), (APPROVER, signed_in(APPROVER)))
    }
    assert shut == dict.fromkeys((AUDITOR, POLICE, APPROVER), [404] * 3)
    assert head.post("/gathering/sources", {"code": "x1", "name": "某系统"}).status_code == 404
    assert signed_in(SERVICE).post("/gathering/sources", {"code": "x1", "name": "某系统"}).status_code == 302
    assert Source.objects.filter(pk="x1").exists()


def test_a_name_is_mapped_on_its_page():
    source()
    handed_in(row("A1", item="居民参保缴费"), row("A2", item="居民参保缴费"))
    client = signed_in(SERVICE)
    assert "居民参保缴费" in page(client, "/gathering/names")

    said = {"source": "yibao", "name": "居民参保缴费", "item": ""}
    assert client.post("/gathering/names", said).status_code == 422
    assert client.post("/gathering/names", {**said, "item": INSURE}).status_code == 302

    assert set(Gathered.objects.values_list("item", flat=True)) == {INSURE}
    assert "都对上了" in page(client, "/gathering/names")


def test_own_gathered_and_together_stand_side_by_side_and_open_to_their_rows():
    a_year()
    source()
    handed_in(row("A1"), row("A2", item=RELIEF, place=""), row("A3", item="不认识"))
    client = signed_in(BUSINESS)

    shown = page(client, "/gathering/?period=2024")

    assert kpis(shown) == ["9", "2", "11", "1"]
    assert body(shown, "<h2>按部门")[-1][1:] == ["9", "2", "11"]
    found = numbers(shown)
    assert len(found) > 40
    for address, text in found:
        assert rows_behind(client, address) == int(text.replace(",", "").split()[0]), address
    book = sheets(client.get("/gathering/table.xlsx?period=2024"))
    assert list(book) == ["说明", "按镇街", "按事项", "按部门", "按月"]
    assert book["按月"][-1] == ["合计", 9.0, 2.0, 11.0]
    town = page(signed_in(TOWN_HEAD), "/gathering/?period=2024")
    assert kpis(town) == ["7", "1", "8", "1"]


def test_reports_stand_beside_the_numbers_of_the_system():
    a_year()
    source()
    handed_in(row("A1", item=RELIEF), row("A2", item=RELIEF, place="灵乡镇"))
    head = signed_in(HEAD)
    typed = {"what": f"item:{RELIEF}", "town": "", "month": "202403", "number": "4"}
    assert head.post("/gathering/report", {**typed, "month": "2024-3"}).status_code == 422
    assert head.post("/gathering/report", typed).status_code == 302
    assert head.post("/gathering/report", {**typed, "number": "5"}).status_code == 302
    assert head.post("/gathering/report", {**typed, "town": CHENGUI, "number": "4"}).status_code == 302
    heads = ("事项或主项", "镇街", "月份", "件数")
    wrong = workbook([["临时救助对象认定", "月球镇", "202403", 1], ["出生登记", "", "202403", 1]], heads, "上报数")
    answer = sent(head, wrong, "上报.xlsx", "/gathering/report")
    assert (answer.status_code, body(answer.content.decode(), "处要改")[0][:2]) == (422, ["2", "镇街"])
    sound = workbook([["社会救助", "", "202403", 9]], heads, "上报数")
    assert sent(signed_in(SERVICE), sound, "上报.xlsx", "/gathering/report", of="minzheng").status_code == 302

    client = signed_in(BUSINESS)
    shown = unescape(page(client, "/gathering/reported?period=2024"))
    book = sheets(client.get("/gathering/reported.xlsx?period=2024"))["上报数和系统数"]

    assert "3 个数里 2 个和系统不一样" in shown
    assert "原报 4" in shown
    assert [cells[1:] for cells in book[1:]] == [
        ["临时救助对象认定", "全部", "2024年3月", 5.0, 3.0, 2.0, 5.0, 0.0, "相符"],
        ["临时救助对象认定", "陈贵镇", "2024年3月", 4.0, 2.0, 1.0, 3.0, 1.0, "多报1件"],
        ["社会救助（主项）", "全部", "2024年3月", 9.0, 3.0, 2.0, 5.0, 4.0, "多报4件"],
    ]
    for address, text in numbers(shown):
        assert rows_behind(client, address) == int(text.replace(",", "")), address
