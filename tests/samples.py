"""One sample for every address of the site. A route without one fails the sweep.

A page names who opens it and at which path, and so does a file; an address that only takes a POST, or only sends on,
says so.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from jinban.cases import actions, queries
from jinban.cases.models import Case
from jinban.circular import actions as circular_actions
from jinban.circular import queries as circulars
from jinban.circular.models import Circular
from jinban.kit import sealfiles
from jinban.kit.chaining import catch_up
from jinban.kit.clock import legal_day, now
from jinban.kit.deliveries import Delivery
from jinban.kit.events import history
from jinban.kit.models import DutyRun
from jinban.loading import actions as loading
from jinban.loading.models import Load
from jinban.messages import actions as messages
from jinban.messages.models import Sending
from jinban.papers import actions as paper_actions
from jinban.papers import queries as papers
from jinban.papers.models import Paper
from jinban.people import actions as people
from jinban.people import queries as people_queries
from jinban.people.actors import CLOCK
from jinban.people.models import Applicant
from jinban.places.models import Department
from jinban.systems import actions as systems
from jinban.systems.models import Parcel
from jinban.systems.queries import visible_to as systems_of
from tests.gathering.lived import Gathering, gathered
from tests.play import (
    APPROVER,
    AUDITOR,
    BACK,
    BIRTH,
    BUSINESS,
    HELPER,
    INSURE,
    POLICE,
    RELIEF,
    SERVICE,
    SYSADMIN,
    WINDOW,
    person,
    seat,
    taken_in,
)  # fmt: skip


@dataclass
class Town:
    """Cases of every kind that a page can show, made through the actions."""

    received: Case
    lacking: Case
    told: Case
    refused: Case
    accepted: Case
    with_department: Case
    delivered: Case
    village: Case
    coming: Case
    police: Case
    circular: Circular
    gathering: Gathering
    seals: str


def lived_in(at: Any, *, more: int = 0) -> Town:
    """A town with a case in each state; `more` adds so many rows of each common kind."""
    helper, window, back, approver = seat(HELPER), seat(WINDOW), seat(BACK), seat(APPROVER)

    def again(case: Case) -> Case:
        return queries.get(CLOCK, case.pk)

    def taken(**changes: Any) -> Case:
        return taken_in(window, RELIEF, at=at, **changes)

    for _ in range(more + 1):
        watched(person(at=at), at), pushed(at)
    for _ in range(more):
        told(actions.accept(again(taken()), by=window, at=at), at)
        at_department(again(actions.accept(again(taken()), by=window, at=at)), back, approver, at)
        actions.conclude(again(taken_in(window, INSURE, at=at)), by=window, at=at)
        actions.forward(again(taken_in(helper, RELIEF, at=at)), by=helper, at=at, to=back.site)
        taken(lacking=("id-card",))
    points = [actions.Point("id-card", "missing", "请带原件来。")]
    return Town(
        received=taken(),
        lacking=taken(lacking=("id-card",)),
        told=actions.notify(again(taken(lacking=("id-card",))), by=window, at=at, points=points),
        refused=turned_away(again(taken()), window, at),
        accepted=told(actions.accept(again(taken()), by=window, at=at), at),
        with_department=told(at_department(actions.accept(again(taken()), by=window, at=at), back, approver, at), at),
        delivered=actions.conclude(again(taken_in(window, INSURE, at=at)), by=window, at=at),
        village=taken_in(helper, INSURE, at=at),
        coming=actions.forward(again(taken_in(helper, RELIEF, at=at)), by=helper, at=at, to=back.site),
        police=taken_in(seat(POLICE), BIRTH, at=at),
        circular=begun(at),
        gathering=gathered(at, more=more),
        seals=seal_file(at),
    )


def turned_away(case: Case, window: Any, at: Any) -> Case:
    """What belongs to another office is refused with where to go."""
    words = {"reason": "归上级办。", "where": "黄石市民政局", "remedies": "六十日内复议。"}
    return actions.refuse(case, by=window, at=at, why="wrong_office", **words)


def seal_file(at: Any) -> str:
    """The name of the newest daily seal file; there is one of this day."""
    catch_up(at=at, slices=1)
    sealfiles.write(at=at)
    return sealfiles.names(sealfiles.folder())[-1]


def begun(at: Any) -> Circular:
    """The bulletin of the month before, once."""
    last = (legal_day(at).replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    there = circulars.listed(seat(BUSINESS)).filter(period=last).first()
    return there or circular_actions.draft(kind="bulletin", period=last, by=seat(BUSINESS), at=at)


def watched(somebody: Applicant, at: Any) -> None:
    """What those who watch see in their lists: somebody looked at a number, something could not be delivered."""
    people.unmask(somebody, "number", case_id=1, by=seat(WINDOW), at=at)
    Delivery.objects.create(
        event=history(somebody).order_by("id").last(), reaction="cases.set_dates", state="failed", due_at=at, tries=7,
        error="KeyError，在 cases/dates.py 第 12 行",
    )  # fmt: skip
    DutyRun.objects.create(
        duty=f"cases.look_{DutyRun.objects.count()}", label="看一看", period=legal_day(at).isoformat(), due_at=at, tries=1,
        error="KeyError，在 cases/duties.py 第 12 行",
    )  # fmt: skip


def connected() -> int:
    """The system that is connected, once."""
    known = systems_of(seat(SYSADMIN)).first()
    return known.pk if known else 0


def pushed(at: Any) -> None:
    """A system with a token and a hook; one thing reached it, one did not."""
    by, department = seat(SYSADMIN), Department.objects.get(pk="renshe")
    known = systems_of(by).first() or systems.register(
        name="智慧社保", owner=department, contact="信息中心", role="dept_approver", department=department, by=by, at=at
    )
    systems.issue_token(known, scopes=["cases.read"], valid_to=legal_day(at) + timedelta(days=365), by=by, at=at)
    hook, _ = systems.add_hook(known, url="https://partner.example/jinban", facts=["cases.received"], by=by, at=at)
    for event in history(known)[:2]:
        systems.enqueue(hook, event, {}, due_at=at, at=at)
    systems.send_due(at=at, worker="w", post=lambda url, body, headers: 200 if body else 500)
    Parcel.objects.filter(pk=Parcel.objects.last().pk).update(state="failed", sent_at=None)


def told(case: Case, at: Any) -> Case:
    """The applicant was told that it was accepted; the short message did not get through."""
    values = {"day": legal_day(at), "due": case.promised_due}
    message = messages.tell(case.applicant_id, "accepted", case, values, by=CLOCK, at=at)
    Sending.objects.create(
        message=message, channel="sms", state="failed", due_at=at, tries=7, to="138****5678", error="对方答复 HTTP 500"
    )
    return case


def at_department(case: Case, back: Any, approver: Any, at: Any) -> Case:
    """Checked by the centre and taken over by the department."""
    case = actions.check(queries.get(CLOCK, case.pk), by=back, at=at, advice="grant", opinion="入户两人，情况属实。")
    actions.forward(queries.get(CLOCK, case.pk), by=back, at=at, to="minzheng")
    return actions.take_over(queries.get(CLOCK, case.pk), by=approver, at=at)


def paper_key(case: Case) -> str:
    """Where the 受理通知书 of an accepted case is found."""
    return next(slip.key for slip in papers.demanded_of(case) if slip.kind.key == "accepted")


def paper_made(case: Case) -> Paper:
    return paper_actions.make(queries.get(CLOCK, case.pk), paper_key(case), by=CLOCK, at=case.received_at)


def handed_in(name: str = "新类别") -> Load:
    """A file with one more class of items, or with a fault: without its name."""
    raw = f"code,name,note\nxin-lei,{name},\n".encode()
    return loading.hand_in(["classes"], "类别.csv", raw, by=seat(SERVICE), at=now())


def number_end(case: Case) -> str:
    return people_queries.clear_number(queries.get(CLOCK, case.pk).applicant)[-4:]


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

SAMPLES: dict[str, Page | NoPage | File] = {
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
    "admin-open-seat": POST_ONLY,
    "admin-first-password": POST_ONLY,
    "admin-reset-totp": POST_ONLY,
    "admin-close-seat": POST_ONLY,
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
    "admin-system-suspend": POST_ONLY,
    "admin-system-resume": POST_ONLY,
    "admin-token-issue": POST_ONLY,
    "admin-token-revoke": POST_ONLY,
    "admin-hook-add": POST_ONLY,
    "admin-hook-switch": POST_ONLY,
    "admin-parcels": Page(lambda town: "/admin/parcels", SYSADMIN),
    "admin-parcels-resend": POST_ONLY,
    "admin-parcel-resend": POST_ONLY,
    "admin-loads": Page(lambda town: "/admin/loads", SERVICE, empty_post=True),
    "admin-load": Page(lambda town: f"/admin/loads/{handed_in().pk}", SERVICE),
    "admin-load-do": POST_ONLY,
    "admin-load-marked": File(lambda town: f"/admin/loads/{handed_in(name='').pk}/marked.xlsx", SERVICE, XLSX),
    "admin-load-template": File(lambda town: "/admin/loads/items/template.xlsx", SERVICE, XLSX),
    "admin-load-rows": File(lambda town: "/admin/loads/items/rows.xlsx", SERVICE, XLSX),
    "admin-chain": Page(lambda town: "/admin/chain", AUDITOR),
    "admin-seal-file": File(lambda town: f"/admin/chain/{town.seals}", AUDITOR, "application/json"),
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
    "gathering": Page(lambda town: "/gathering/?period=2024", BUSINESS),
    "gathering-xlsx": File(lambda town: "/gathering/table.xlsx?period=2024", BUSINESS, XLSX),
    "gathered-cases": Page(lambda town: "/gathering/cases", BUSINESS),
    "gathered-case": Page(lambda town: f"/gathering/cases/{town.gathering.case.pk}", BUSINESS),
    "gathering-sources": Page(lambda town: "/gathering/sources", SERVICE, empty_post=True),
    "gathering-names": Page(lambda town: "/gathering/names", SERVICE, empty_post=True),
    "gathering-template": File(lambda town: "/gathering/template.xlsx", SERVICE, XLSX),
    "gathering-upload": Page(lambda town: "/gathering/load", SERVICE, empty_post=True),
    "gathering-load": Page(lambda town: f"/gathering/loads/{town.gathering.faulty.pk}", SERVICE),
    "gathering-marked": File(lambda town: f"/gathering/loads/{town.gathering.faulty.pk}/marked.xlsx", SERVICE, XLSX),
    "gathering-do": POST_ONLY,
    "gathering-reported": Page(lambda town: "/gathering/reported?period=2024", BUSINESS),
    "gathering-reported-xlsx": File(lambda town: "/gathering/reported.xlsx?period=2024", BUSINESS, XLSX),
    "gathering-report": Page(lambda town: "/gathering/report", BUSINESS, empty_post=True),
    "gathering-report-template": File(lambda town: "/gathering/report/template.xlsx", BUSINESS, XLSX),
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
