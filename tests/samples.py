"""One sample for every address of the site. A route without one fails the sweep.

A page names who opens it and at which path, and so does a file; an address that only takes a POST, or only sends on,
says so.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from tests.gathering.lived import pages
from tests.lived import Town, connected, handed_in, number_end, paper_key, paper_made
from tests.play import (
    APPROVER,
    AUDITOR,
    BUSINESS,
    HELPER,
    INSURE,
    RELIEF,
    SERVICE,
    SYSADMIN,
    WINDOW,
    seat,
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """A page that somebody opens. `empty_post`: sent empty it is faulty and says so (422). `code`: the 查询码 that a
    citizen gives at /track first, or the number with the `ending` of the document. `post`: what it is asked by, where it
    is asked by a POST."""

    path: Callable[[Town], str]
    who: str = ""
    empty_post: bool = False
    code: Callable[[Town], str] | None = None
    ending: Callable[[Town], str] | None = None
    post: Callable[[Town], dict[str, str]] | None = None


@dataclass(frozen=True)
class NoPage:
    """An address without a page of its own, and why."""

    why: str


@dataclass(frozen=True)
class File:
    """An address that gives a file, of its media type, to those who may have it."""

    path: Callable[[Town], str]
    who: str
    kind: str


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
POST_ONLY, SENDS_ON = NoPage("takes a POST only"), NoPage("only sends on")

API = NoPage("spoken to by other systems; tests/api asks it")
SPOKEN = (
    "api-root", "openapi-json", "items", "item", "situation", "divisions", "departments", "sites", "site", "listed", "case",
    "take_in", "move", "unmask", "track", "definitions", "value", "rows", "sources", "gather",
)  # fmt: skip

ONLY_POSTED = (
    "system-suspend", "system-resume", "token-issue", "token-revoke", "hook-add", "hook-switch", "parcels-resend", "parcel-resend",
    "open-seat", "first-password", "reset-totp", "close-seat",
)  # fmt: skip

SAMPLES: dict[str, Page | NoPage | File] = {
    **{f"admin-{name}": POST_ONLY for name in ONLY_POSTED},
    **{f"api-v1:{name}": API for name in SPOKEN},
    "kit": Page(lambda town: "/kit"),
    "citizen:home": Page(lambda town: "/"),
    "citizen:find": Page(lambda town: "/find?q=孩子上医保"),
    "citizen:items": Page(lambda town: "/items"),
    "citizen:items-file": File(lambda town: "/items.xlsx", SERVICE, XLSX),
    "citizen:places-file": File(lambda town: "/places.xlsx", SERVICE, XLSX),
    "citizen:item": Page(lambda town: f"/items/{RELIEF}?who=agent&trouble=illness&relief=no"),
    "citizen:places": Page(lambda town: "/places"),
    "citizen:town": Page(lambda town: "/places/420281108000"),
    "citizen:track": Page(lambda town: "/track", empty_post=True),
    "citizen:progress": Page(lambda town: f"/track/{town.accepted.number}", code=lambda town: town.accepted.spoken),
    "citizen:own-paper": Page(
        lambda town: f"/track/{town.accepted.number}/papers/{paper_key(town.accepted)}",
        code=lambda town: town.accepted.number,
        ending=lambda town: number_end(town.accepted),
    ),
    "citizen:own-paper-pdf": NoPage("a PDF; typst makes it only where a Chinese font is installed"),
    "citizen:verify": Page(lambda town: "/papers", empty_post=True),
    "citizen:paper": Page(lambda town: f"/papers/{paper_made(town.accepted).code}"),
    "case-paper": Page(
        lambda town: f"/documents/cases/{town.with_department.pk}/{paper_key(town.with_department)}", APPROVER
    ),
    "case-paper-pdf": NoPage("a PDF; typst makes it only where a Chinese font is installed"),
    "case-archive": POST_ONLY,
    "paper-templates": Page(lambda town: "/documents/templates/", SERVICE),
    "paper-templates-file": File(lambda town: "/documents/templates.xlsx", SERVICE, XLSX),
    "paper-template": Page(lambda town: "/documents/templates/accepted", SERVICE, empty_post=True),
    "account_login": Page(lambda town: "/staff/sign-in", empty_post=True),
    "mfa_authenticate": SENDS_ON,
    "staff-next": SENDS_ON,
    "staff-enrol": SENDS_ON,
    "account_change_password": Page(lambda town: "/staff/password", WINDOW, empty_post=True),
    "staff-seat": SENDS_ON,
    "staff-post": Page(lambda town: "/staff/post", WINDOW, empty_post=True),
    "staff-absence-end": POST_ONLY,
    "account_logout": POST_ONLY,
    "admin-seats": Page(lambda town: "/admin/", SYSADMIN),
    "admin-new": Page(lambda town: "/admin/new", SYSADMIN, empty_post=True),
    "admin-person": Page(lambda town: f"/admin/staff/{WINDOW}", SYSADMIN),
    "admin-absences": Page(lambda town: f"/admin/seats/{seat(WINDOW).id}/absences", SYSADMIN, empty_post=True),
    "admin-absence-end": POST_ONLY,
    "admin-deliveries": Page(lambda town: "/admin/deliveries", SYSADMIN),
    "admin-retry": POST_ONLY,
    "admin-retry-duty": POST_ONLY,
    "admin-messages": Page(lambda town: "/admin/messages", SYSADMIN),
    "admin-resend": POST_ONLY,
    "admin-resend-all": POST_ONLY,
    "admin-systems": Page(lambda town: "/admin/systems", SYSADMIN),
    "admin-system-new": Page(lambda town: "/admin/systems/new", SYSADMIN, empty_post=True),
    "admin-system": Page(lambda town: f"/admin/systems/{connected()}", SYSADMIN),
    "admin-parcels": Page(lambda town: "/admin/parcels", SYSADMIN),
    "admin-chain": Page(lambda town: "/admin/chain", AUDITOR),
    "admin-seal-file": File(lambda town: f"/admin/chain/{town.seals}", AUDITOR, "application/json"),
    "admin-loads": Page(lambda town: "/admin/loads", SERVICE, empty_post=True),
    "admin-load": Page(lambda town: f"/admin/loads/{handed_in().pk}", SERVICE),
    "admin-load-do": POST_ONLY,
    "admin-load-marked": File(lambda town: f"/admin/loads/{handed_in(name='').pk}/marked.xlsx", SERVICE, XLSX),
    "admin-load-template": File(lambda town: "/admin/loads/items/template.xlsx", SERVICE, XLSX),
    "admin-load-rows": File(lambda town: "/admin/loads/items/rows.xlsx", SERVICE, XLSX),
    "admin-looks": Page(lambda town: "/admin/looks", AUDITOR),
    "admin-exports": Page(lambda town: "/admin/exports", AUDITOR),
    "admin-seats-file": File(lambda town: "/admin/seats.xlsx?role=town_window", SYSADMIN, XLSX),
    "admin-absences-file": File(lambda town: f"/admin/seats/{seat(WINDOW).id}/absences.xlsx", SYSADMIN, XLSX),
    "admin-deliveries-file": File(lambda town: "/admin/deliveries.xlsx", SYSADMIN, XLSX),
    "admin-duties-file": File(lambda town: "/admin/duties.xlsx", SYSADMIN, XLSX),
    "admin-messages-file": File(lambda town: "/admin/messages.csv", SYSADMIN, CSV),
    "admin-looks-file": File(lambda town: "/admin/looks.xlsx", AUDITOR, XLSX),
    "admin-exports-file": File(lambda town: "/admin/exports.xlsx", AUDITOR, XLSX),
    "counter:home": Page(lambda town: "/counter/", WINDOW),
    "counter:find": Page(lambda town: "/counter/find", WINDOW, post=lambda town: {"scan": "余"}),
    "counter:name": Page(lambda town: "/counter/name", WINDOW, empty_post=True),
    "counter:take-in": Page(lambda town: f"/counter/take-in?item={RELIEF}", WINDOW, empty_post=True),
    "counter:day": Page(lambda town: f"/counter/day?day={town.received.received_day}", WINDOW),
    "counter:day-file": File(lambda town: f"/counter/day.xlsx?day={town.received.received_day}", WINDOW, XLSX),
    "counter:ledger": Page(lambda town: f"/counter/ledger?month={town.received.received_day:%Y-%m}", WINDOW),
    "counter:ledger-file": File(
        lambda town: f"/counter/ledger.xlsx?month={town.received.received_day:%Y-%m}", WINDOW, XLSX
    ),
    "counter:list-file": File(lambda town: "/counter/lists/open.xlsx", WINDOW, XLSX),
    "counter:queue": Page(lambda town: "/counter/queue?item=jumin-yanglao-renzheng", HELPER, empty_post=True),
    "counter:queue-slips": Page(
        lambda town: f"/counter/queue/slips?item={INSURE}&day={town.village.received_day}", HELPER
    ),
    "counter:case": Page(lambda town: f"/counter/cases/{town.received.pk}/", WINDOW),
    "counter:do": POST_ONLY,
    "counter:unmask": POST_ONLY,
    "counter:slip": Page(lambda town: f"/counter/cases/{town.received.pk}/slip", WINDOW),
    "counter:notice": SENDS_ON,
    "counter:denial": SENDS_ON,
    "office": Page(lambda town: "/office/", APPROVER),
    "office-together": Page(
        lambda town: f"/office/together?verb=decide&case={town.with_department.pk}", APPROVER, empty_post=True
    ),
    "office-find": Page(lambda town: "/office/find", APPROVER, post=lambda town: {"q": "余"}),
    "office-case": Page(lambda town: f"/office/cases/{town.with_department.pk}/", APPROVER),
    "office-do": POST_ONLY,
    "office-unmask": POST_ONLY,
    "office-warnings": Page(lambda town: "/office/warnings", APPROVER),
    "office-queue-file": File(lambda town: "/office/queue.xlsx?light=green", APPROVER, XLSX),
    "office-warnings-file": File(lambda town: "/office/warnings.xlsx", APPROVER, XLSX),
    "office-pledges-file": File(lambda town: "/office/pledges.xlsx", APPROVER, XLSX),
    "office-explain": POST_ONLY,
    "office-correct": Page(lambda town: f"/office/cases/{town.delivered.pk}/correct", SERVICE),
    "office-correct-field": Page(lambda town: f"/office/cases/{town.delivered.pk}/correct/material", SERVICE),
    **pages(Page, File, POST_ONLY),
    "circulars": Page(lambda town: "/circulars/", BUSINESS),
    "circulars-file": File(lambda town: "/circulars/list.xlsx", BUSINESS, XLSX),
    "circular": Page(lambda town: f"/circulars/{town.circular.pk}/", BUSINESS),
    "circular-do": POST_ONLY,
    "circular-text": Page(lambda town: f"/circulars/{town.circular.pk}/text", BUSINESS),
    "circular-units": Page(lambda town: f"/circulars/{town.circular.pk}/units", BUSINESS),
    "circular-figure": Page(lambda town: f"/circulars/{town.circular.pk}/figures/cases.accepted", BUSINESS),
    "circular-word": File(lambda town: f"/circulars/{town.circular.pk}/word", BUSINESS, DOCX),
    "circular-pdf": NoPage("a PDF; LibreOffice makes it only where it is installed"),
    "board": Page(lambda town: "/board/?period=2024", BUSINESS),
    "board-xlsx": File(lambda town: "/board/table.xlsx?period=2024", BUSINESS, XLSX),
    "board-csv": File(lambda town: "/board/table.csv?period=2024", BUSINESS, CSV),
    "board-rows-xlsx": File(lambda town: "/board/rows/cases.accepted.xlsx?period=2024", BUSINESS, XLSX),
    "board-rows-csv": File(lambda town: "/board/rows/cases.accepted.csv?period=2024", BUSINESS, CSV),
    "board-rows": Page(lambda town: "/board/rows/cases.accepted?period=2024", BUSINESS),
}


def routes() -> Iterator[str]:
    """The name of every address in the URLconf."""

    def walk(resolver: URLResolver, space: str) -> Iterator[str]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                yield space + (entry.name or str(entry.pattern))
            else:
                yield from walk(entry, space + (f"{entry.namespace}:" if entry.namespace else ""))

    yield from walk(get_resolver(), "")
