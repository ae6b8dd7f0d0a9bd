"""Every list goes along as a file: what the screen shows, for those who may, and never without a trace."""

import csv
import io
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from jinban.cases import actions, queries
from jinban.catalogue import queries as catalogue
from jinban.kit.models import Event
from jinban.people import permits
from jinban.people.events import Exported
from jinban.people.roles import Role
from jinban.places import queries as places
from jinban.web.files.lists import LISTS
from tests.doors.desk import alike, at_desk
from tests.play import (
    APPROVER,
    AUDITOR,
    BACK,
    BUSINESS,
    HELPER,
    MONDAY,
    OTHER_WINDOW,
    RELIEF,
    SECADMIN,
    SERVICE,
    SYSADMIN,
    WINDOW,
    person,
    seat,
    taken_in,
)  # fmt: skip
from tests.samples import SAMPLES, Page, lived_in

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r'href="([^"]+)">存为 (Excel|CSV)</a>')

# Every page of the site: the addresses that give its lists as files, or why it has none.
ONE_CASE = "one case, not a list; the case has its papers and its archive folder"
FORM = "a form"
FOUND = "a search by person: what it finds is gone with the page, nobody collects people"
CITIZEN = "a page for citizens, no post stands behind it"
FILES: dict[str, tuple[str, ...] | str] = {
    "kit": "the parts of pages, invented",
    "citizen:home": CITIZEN, "citizen:find": CITIZEN, "citizen:item": CITIZEN, "citizen:town": "a part of the list of places",
    "citizen:items": ("citizen:items-file",), "citizen:places": ("citizen:places-file",),
    "citizen:track": CITIZEN, "citizen:progress": CITIZEN, "citizen:own-paper": CITIZEN, "citizen:verify": CITIZEN,
    "citizen:paper": CITIZEN,
    "account_login": FORM, "account_change_password": FORM,
    "staff-post": "one's own few absences; the administrators' list of a seat has the file",
    "admin-seats": ("admin-seats-file",), "admin-new": FORM, "admin-person": "one person",
    "admin-absences": ("admin-absences-file",), "admin-deliveries": ("admin-deliveries-file", "admin-duties-file"),
    "admin-messages": ("admin-messages-file",), "admin-looks": ("admin-looks-file",), "admin-exports": ("admin-exports-file",),
    "counter:home": ("counter:list-file",), "counter:day": ("counter:day-file",), "counter:ledger": ("counter:ledger-file",),
    "counter:find": FOUND, "counter:name": FORM, "counter:take-in": FORM,
    "counter:queue": "lines that are typed; what came of them stands in the day sheet",
    "counter:queue-slips": "paper; what is on it stands in the day sheet",
    "counter:case": ONE_CASE, "counter:slip": ONE_CASE,
    "office": ("office-queue-file",), "office-together": "a choice out of the queue", "office-find": FOUND, "office-case": ONE_CASE,
    "office-warnings": ("office-warnings-file", "office-pledges-file"), "office-correct": ONE_CASE,
    "office-correct-field": ONE_CASE,
    "circulars": ("circulars-file",), "circular": "a document: the Word file", "circular-text": FORM, "circular-units": FORM,
    "circular-figure": "rows frozen with the circular; those of today go along from the board",
    "case-paper": ONE_CASE, "paper-templates": ("paper-templates-file",), "paper-template": FORM,
    "board": ("board-xlsx", "board-csv"), "board-rows": ("board-rows-xlsx", "board-rows-csv"),
}  # fmt: skip


def test_every_page_has_its_lists_as_files_or_a_reason():
    pages = {name for name, sample in SAMPLES.items() if isinstance(sample, Page)}
    given = {route for found in FILES.values() if isinstance(found, tuple) for route in found}

    assert sorted(FILES) == sorted(pages)
    assert sorted(given - set(SAMPLES)) == []


def test_every_list_takes_a_permit_that_the_grid_knows():
    assert {one.thing for one in LISTS.values()} - set(permits.THINGS) == set()
    assert {key for key, one in LISTS.items() if not permits.roles("export", one.thing)} == set()


def fetched(client: Any, address: str) -> list[list[Any]]:
    """The lines of a file without its heads; of a workbook those of its second sheet."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    body = answer.getvalue()
    if ".csv" in address:
        return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))[1:]
    return CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_name("明细").to_python()[1:]


def about(client: Any, address: str) -> dict[str, str]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(address).getvalue()))
    return {str(line[0]): str(line[1]) for line in book.get_sheet_by_name("说明").to_python()[1:]}


def shown(client: Any, address: str) -> list[list[str]]:
    """The rows of the first table of a page, as words."""
    body = re.search(r"<tbody>(.*?)</tbody>", client.get(address).content.decode(), re.S)
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body[1], re.S) if body else []
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows]
    return [[re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells]


@pytest.fixture
def many(city):
    """Four hundred waiting cases would be slow: three pages of three."""
    window, back = seat(WINDOW), seat(BACK)
    for serial in range(7):
        case = actions.accept(taken_in(window, at=MONDAY, applicant=person(f"余小{serial}").pk), by=window, at=MONDAY)
        if serial % 2:
            actions.check(queries.get(back, case.pk), by=back, at=MONDAY, advice="grant", opinion="属实。")


def test_the_queue_goes_along_as_it_is_shown_with_all_its_pages(many, monkeypatch):
    monkeypatch.setattr("jinban.web.office.views.PAGE", 3)
    client = at_desk(BACK)
    pages, after = [], "/office/"
    while after:
        pages += shown(client, after)
        older = re.search(r'href="([^"]*)" rel="next"', client.get(after).content.decode())
        after = f"/office/{older[1].replace('&amp;', '&')}" if older else ""

    lines = fetched(client, "/office/queue.xlsx")

    def persons(rows: list[list[Any]], column: int) -> list[str]:
        return [str(row[column]) for row in rows]

    assert len(lines) == len(pages) == 7
    assert persons(lines, 5) == [row[5] for row in pages] == ["余*" + str(serial) for serial in range(7)]
    assert [line[3] for line in lines] == [row[3] for row in pages]
    assert [line[2] for line in fetched(client, "/office/queue.csv")] == [line[2] for line in lines]


def test_the_filters_of_the_address_hold_for_the_file(many):
    client = at_desk(BACK)
    address = "/office/queue.xlsx?stage=deciding"

    lines, told = fetched(client, address), about(client, address)

    assert len(lines) == len(shown(client, "/office/?stage=deciding")) == 3
    assert (told["名称"], told["环节"], told["行数"]) == ("待办", "待决定", "3")
    assert told["导出人"] == f"镇后台审核 {seat_words(BACK)}，陈贵镇便民服务中心"
    assert told["演示"] == "演示数据，人和办件都不是真的。"
    assert client.get("/office/queue.pdf").status_code == 404


def seat_words(work_no: str) -> str:
    from jinban.people.models import Seat

    return Seat.objects.get(staff__work_no=work_no).staff.name


def test_each_file_has_as_many_lines_as_its_page(city):
    lived_in(MONDAY)
    pairs = (
        (SYSADMIN, "/admin/?role=town_window", "/admin/seats.xlsx?role=town_window"),
        (SYSADMIN, "/admin/deliveries", "/admin/deliveries.xlsx"), (SYSADMIN, "/admin/messages", "/admin/messages.xlsx"),
        (AUDITOR, "/admin/looks", "/admin/looks.csv"), (BUSINESS, "/circulars/", "/circulars/list.xlsx"),
        (SERVICE, "/documents/templates/", "/documents/templates.xlsx"), (WINDOW, "/counter/", "/counter/lists/open.xlsx"),
    )  # fmt: skip
    found = {}
    for who, page, file in pairs:
        client = at_desk(who)
        found[file] = (len(shown(client, page)), len(fetched(client, file)))

    assert {file: counts for file, counts in found.items() if counts[0] != counts[1] or not counts[0]} == {}
    assert len(fetched(at_desk(SERVICE), "/items.xlsx")) == len(catalogue.published(MONDAY.date()))
    assert len(fetched(at_desk(SERVICE), "/places.xlsx")) == places.sites(MONDAY.date()).count()


def test_who_may_not_export_finds_no_file_and_no_link(city):
    unknown = alike(at_desk(WINDOW).get("/nothing.xlsx"))
    closed = (
        (WINDOW, "/items.xlsx"), (AUDITOR, "/office/queue.xlsx"), (BUSINESS, "/office/queue.csv"),
        (SECADMIN, "/admin/seats.xlsx"), (SYSADMIN, "/admin/looks.xlsx"), (SECADMIN, "/admin/exports.csv"),
        (APPROVER, "/counter/lists/open.xlsx"), (HELPER, "/documents/templates.xlsx"), (WINDOW, "/circulars/list.csv"),
    )  # fmt: skip

    open_ones = [(who, address) for who, address in closed if at_desk(who).get(address).status_code != 404]
    assert open_ones == []
    assert alike(at_desk(WINDOW).get("/items.xlsx")) == unknown
    assert LINK.findall(at_desk(WINDOW).get("/circulars/").content.decode()) == []
    assert LINK.findall(at_desk(SECADMIN).get("/admin/exports").content.decode()) == []
    assert Event.objects.filter(name=Exported.name).count() == 0


def test_a_window_takes_along_what_its_gate_lets_it_see(city):
    mine, other = seat(WINDOW), seat(OTHER_WINDOW)
    for by in (mine, mine, other):
        taken_in(by, RELIEF, at=MONDAY)

    assert len(fetched(at_desk(WINDOW), "/counter/lists/open.xlsx")) == 2
    assert len(fetched(at_desk(OTHER_WINDOW), "/counter/lists/open.csv")) == 1


def test_each_file_is_an_event_that_the_audit_sees_without_what_was_typed(city):
    client = at_desk(SYSADMIN)
    fetched(client, "/admin/seats.xlsx?q=柯小南&role=village_helper&before=5&x=420281199001010015")
    fetched(at_desk(BUSINESS), "/board/table.csv?period=2024")
    taken_in(seat(WINDOW), RELIEF, at=MONDAY)
    fetched(at_desk(WINDOW), "/counter/lists/open.csv")

    facts = [event.payload for event in Event.objects.filter(name=Exported.name).order_by("id")]

    assert facts[0] == {
        "listing": "admin.seats", "ending": "xlsx", "rows": 1, "filters": ["q:typed", "role:village_helper", "x:typed"],
    }  # fmt: skip
    assert [(fact["listing"], fact["filters"]) for fact in facts[1:]] == [
        ("board.table", ["period:2024"]), ("counter.open", []),
    ]  # fmt: skip
    page = shown(at_desk(AUDITOR), "/admin/exports")
    assert [row[3:] for row in page][::2] == [["在办的件", "—", "1", "csv"], [
        "账号和岗位", "搜索：有（内容不记）；岗位：村级协理员；x：有（内容不记）", "1", "xlsx"
    ]]  # fmt: skip
    assert page[0][1] == seat_words(WINDOW)
    assert len(fetched(at_desk(AUDITOR), "/admin/exports.xlsx")) == 3
    assert at_desk(WINDOW).get("/admin/exports").status_code == 404


def test_the_posts_that_export_cases_are_those_that_work_on_them():
    assert {*permits.roles("export", "cases")} == {*Role} - {
        Role.BUSINESS_OFFICE, Role.AUDITOR, Role.SYSADMIN, Role.SECADMIN,
    }  # fmt: skip


MEASURED = """
    import resource, sys
    from datetime import date
    from jinban.web.files.sheet import Head, Sheet, Tally
    from jinban.web.files.writing import text_file, workbook

    heads = (Head("办件号", "number"), Head("事项"), Head("申请人", "word"), Head("到期", "day"))
    def lines(count):
        return ((f"42028120240311100{n:05}", "临时救助对象认定", "余*禾", date(2024, 3, 11)) for n in range(count))
    for few, write in ((20_000, text_file), (3_000, workbook)):
        for count in (few, 10 * few):
            tally = Tally()
            write([tally.counted(Sheet("明细", heads, lines(count)))]).close()
            assert tally.lines == count
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
MOST_MORE_KB = 4_000


def test_ten_times_the_lines_take_no_more_memory():
    """200,000 lines of text, 30,000 of a workbook, which takes ten times as long; the highest point of one process."""
    said = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(MEASURED)], cwd=ROOT, capture_output=True, text=True, check=True,
        env={"DJANGO_SETTINGS_MODULE": "jinban.settings", "PATH": ""},
    )  # fmt: skip
    peaks = [*map(int, said.stdout.split())]

    assert [peaks[1] - peaks[0] < MOST_MORE_KB, peaks[3] - peaks[2] < MOST_MORE_KB] == [True, True], peaks
