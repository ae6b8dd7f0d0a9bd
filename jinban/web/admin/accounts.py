"""Accounts and seats: the list, one person, and what a system administrator does for him."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jinban.kit.clock import legal_day, now
from jinban.kit.refused import Refused
from jinban.people import actions, permits, queries
from jinban.people.models import Seat, Staff
from jinban.web import paging
from jinban.web.admin.forms import AccountForm, OpenSeatForm, SearchForm
from jinban.web.files.giving import links
from jinban.web.staff.seats import actor, seated

SEE, DO = permits.roles("see", "seats"), permits.roles("administer", "seats")


def sections(request: HttpRequest) -> list[dict[str, Any]]:
    """The parts of this door that the seat may enter."""
    parts = (("seats", "/admin/", "账号和岗位"), ("deliveries", "/admin/deliveries", "投递失败"),
             ("messages", "/admin/messages", "群众通知"), ("systems", "/admin/systems", "对接系统"),
             ("unmaskings", "/admin/looks", "谁看过信息"), ("chain", "/admin/chain", "封印链"),
             ("loads", "/admin/loads", "批量导入"), ("exports", "/admin/exports", "谁导出过什么"))  # fmt: skip
    return [
        {"href": href, "label": label, "current": request.path == href}
        for thing, href, label in parts
        if request.seat.role in permits.roles("see", thing)
    ]


def values(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """What every page of this door shows."""
    return {"sections": sections(request), "may": request.seat.role in DO, **more}


@require_GET
@seated(*SEE)
def seats(request: HttpRequest) -> HttpResponse:
    """All seats, newest first; by work number or name, post, and also those that have ended."""
    form, said = SearchForm(request.GET), asked(request)
    today = legal_day(now())
    page = paging.by_id(request, wanted(request, said))
    shown = values(
        request,
        form=form,
        page=page,
        today=today,
        tied=queries.with_totp(seat.staff_id for seat in page.rows),
        searched=any(said.values()),
        files=links(request, "admin.seats", "admin-seats-file"),
    )
    return render(request, "admin/seats.html", shown)


def asked(request: HttpRequest) -> dict[str, Any]:
    """What the address asks of the list of seats; nothing where it cannot be read."""
    form = SearchForm(request.GET)
    return form.cleaned_data if form.is_valid() else {}


def wanted(request: HttpRequest, asked: dict[str, Any]) -> QuerySet[Seat]:
    """The seats of the list that the address asks for."""
    return queries.seat_list(
        actor(request),
        day=None if asked.get("ended") else legal_day(now()),
        text=asked.get("q", ""),
        role=asked.get("role", ""),
    )


@require_http_methods(["GET", "POST"])
@seated(*DO)
@sensitive_variables("password")
def new(request: HttpRequest) -> HttpResponse:
    """A new account. Its first password is shown on the answer and nowhere again."""
    form = AccountForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            staff, password = actions.register_staff(**form.cleaned_data, by=actor(request), at=now())
        except Refused as fault:
            form.add_error("work_no", fault.sentence)
        else:
            return _first_password(request, staff, password, fresh=True)
    return render(request, "admin/new.html", values(request, form=form), status=422 if form.errors else 200)


def _first_password(request: HttpRequest, staff: Staff, password: str, *, fresh: bool) -> HttpResponse:
    return render(request, "admin/password.html", values(request, staff=staff, password=password, fresh=fresh))


def _staff(work_no: str) -> Staff:
    found = queries.staff_by(work_no)
    if found is None:
        raise Http404
    return found


@require_GET
@seated(*SEE)
def person(request: HttpRequest, work_no: str) -> HttpResponse:
    """One person: account, seats, what happened to both."""
    return _person(request, _staff(work_no), OpenSeatForm() if request.seat.role in DO else None)


def _person(request: HttpRequest, staff: Staff, form: OpenSeatForm | None) -> HttpResponse:
    shown = values(
        request,
        person=staff,
        form=form,
        today=legal_day(now()),
        tied=queries.has_totp(staff),
        seats=queries.all_seats_of(staff),
        history=queries.account_history(staff),
    )
    return render(request, "admin/person.html", shown, status=422 if form and form.errors else 200)


@require_POST
@seated(*DO)
def open_seat(request: HttpRequest, work_no: str) -> HttpResponse:
    """Give the person a seat."""
    staff, form = _staff(work_no), OpenSeatForm(request.POST)
    if form.is_valid():
        try:
            seat = actions.open_seat(staff, **form.seat(), by=actor(request), at=now())
        except Refused as fault:
            form.add_error("role", fault.sentence)
        else:
            messages.success(request, f"{staff.name}的{seat.get_role_display()}岗位开好了。")
            return redirect("admin-person", work_no)
    return _person(request, staff, form)


@require_POST
@seated(*DO)
def close_seat(request: HttpRequest, seat: int) -> HttpResponse:
    """End a seat at once."""
    found = queries.visible_to(actor(request)).filter(pk=seat).first()
    if found is None:
        raise Http404
    actions.close_seat(found, by=actor(request), at=now())
    messages.success(request, f"{found.staff.name}的{found.get_role_display()}岗位停用了，已经退出登录。")
    return redirect("admin-person", found.staff.work_no)


@require_POST
@seated(*DO)
@sensitive_variables("password")
def first_password(request: HttpRequest, work_no: str) -> HttpResponse:
    """A fresh first password, shown once; also ends a lockout."""
    staff = _staff(work_no)
    password = actions.set_first_password(staff, by=actor(request), at=now())
    return _first_password(request, staff, password, fresh=False)


@require_POST
@seated(*DO)
def reset_totp(request: HttpRequest, work_no: str) -> HttpResponse:
    """Forget the authenticator app."""
    staff = _staff(work_no)
    actions.reset_totp(staff, by=actor(request), at=now())
    messages.success(request, f"{staff.name}的验证器重置了，下次登录时重新绑定。")
    return redirect("admin-person", work_no)
