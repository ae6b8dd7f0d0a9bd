"""What could not be delivered, how the duties of the clock stand, and who looked at whose data."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from jinban.kit import duties, worker
from jinban.kit.clock import legal_day, now
from jinban.kit.duties import Standing
from jinban.kit.events import FACTS
from jinban.kit.models import Delivery
from jinban.people import looks as people_looks
from jinban.people import permits
from jinban.web import paging
from jinban.web.admin.accounts import sections
from jinban.web.files.giving import links
from jinban.web.looking import named
from jinban.web.staff.seats import actor, seated

FIELDS = {"number": "证件号码", "phone": "电话", "name": "姓名"}


@require_GET
@seated(*permits.roles("see", "deliveries"))
def deliveries(request: HttpRequest) -> HttpResponse:
    """The deliveries that were tried to the limit, newest first, and the duties of the clock; each to be tried again by
    hand."""
    page = paging.by_id(request, worker.failed())
    rows = [{"delivery": row, "what": what(row)} for row in page.rows]
    may = request.seat.role in permits.roles("administer", "deliveries")
    values = {"sections": sections(request), "page": page, "rows": rows, "may": may}
    today = legal_day(now())
    values["duties"] = [duty(one, today) for one in duties.standing()]
    values["files"] = links(request, "admin.deliveries", "admin-deliveries-file")
    values["duty_files"] = links(request, "admin.duties", "admin-duties-file")
    return render(request, "admin/deliveries.html", values)


def what(row: Delivery) -> str:
    """The label of what happened and could not be delivered."""
    return FACTS[row.event.name].label if row.event.name in FACTS else str(row.event.name)


def duty(one: Standing, today: date) -> dict[str, Any]:
    """A duty as a row: `note` says why it is not in order, `again` whether it can be tried again by hand."""
    under_way = one.run.state == "claimed"
    note = "正在做" if under_way else "没做成" if one.faulty else "今天还没做" if one.last < today.isoformat() else ""
    last = datetime.fromisoformat(one.last) if one.last else None
    hour = f" {last.hour}时" if last and "T" in one.last else ""
    return {
        "run": one.run, "day": last.date() if last else None, "hour": hour, "note": note, "faulty": one.faulty,
        "again": one.faulty and not under_way,
    }  # fmt: skip


@require_POST
@seated(*permits.roles("administer", "deliveries"))
def retry(request: HttpRequest, delivery: int) -> HttpResponse:
    """Let a failed delivery be tried again; one that is no longer in the list is said to be so."""
    found = worker.failed().filter(pk=delivery).first()
    if found is None:
        messages.warning(request, f"{delivery}号已经不在失败清单里，不用再投。")
    else:
        worker.retry(found, by=actor(request), at=now())
        messages.success(request, "已经重新投递，几秒后刷新看结果。")
    return redirect("admin-deliveries")


@require_POST
@seated(*permits.roles("administer", "deliveries"))
def retry_duty(request: HttpRequest, run: int) -> HttpResponse:
    """Let a duty that has not finished be tried again now; one that is done meanwhile is said to be so."""
    found = duties.unfinished(run)
    if found is None:
        messages.warning(request, "这项日课已经做完或者正在做，不用重做。")
    else:
        duties.retry(found, by=actor(request), at=now())
        messages.success(request, f"马上重做“{found.label}”，几秒后刷新看结果。")
    return redirect("admin-deliveries")


@require_GET
@seated(*permits.roles("see", "unmaskings"))
def looks(request: HttpRequest) -> HttpResponse:
    """Who looked at a whole number or phone, for which case; newest first."""
    page = paging.by_id(request, people_looks.look_events(actor(request)))
    rows = [
        {"look": look, "field": FIELDS.get(look.field, look.field)} for look in named(people_looks.as_looks(page.rows))
    ]
    values = {"sections": sections(request), "page": page, "rows": rows}
    return render(request, "admin/looks.html", {**values, "files": links(request, "admin.looks", "admin-looks-file")})
