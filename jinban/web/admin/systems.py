"""对接系统: which outside systems may speak to us and as whom; their tokens and hooks; and what was sent to them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jinban.kit.clock import legal_day, machine, now
from jinban.kit.refused import Refused
from jinban.people import permits
from jinban.systems import actions, queries, rules
from jinban.systems.models import Parcel, System
from jinban.web import paging
from jinban.web.admin.accounts import sections
from jinban.web.admin.system_forms import HookForm, SystemForm, TokenForm
from jinban.web.staff.seats import actor, seated

SEE, DO = permits.roles("see", "systems"), permits.roles("administer", "systems")
FAILED = "failed"


def values(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """What every page of this part shows."""
    return {"sections": sections(request), "may": request.seat.role in DO, **more}


@require_GET
@seated(*SEE)
def systems(request: HttpRequest) -> HttpResponse:
    """All systems, newest first."""
    page = paging.by_id(request, queries.listed(actor(request)))
    today = legal_day(now())
    rows = [{"system": one, "holds": one.holds_on(today)} for one in page.rows]
    return render(request, "admin/systems.html", values(request, page=page, rows=rows))


@require_http_methods(["GET", "POST"])
@seated(*DO)
def new(request: HttpRequest) -> HttpResponse:
    """Register a system for one office."""
    form = SystemForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            system = actions.register(**form.system(), by=actor(request), at=now())
        except Refused as fault:
            form.add_error("name", fault.sentence)
        else:
            messages.success(request, f"{system.name}登记好了，接着给它发令牌。")
            return redirect("admin-system", system.pk)
    return render(request, "admin/system_new.html", values(request, form=form), status=422 if form.errors else 200)


def _system(request: HttpRequest, pk: int) -> System:
    found = queries.get(actor(request), pk)
    if found is None:
        raise Http404
    return found


@require_GET
@seated(*SEE)
def system(request: HttpRequest, pk: int) -> HttpResponse:
    """One system: for which office it acts, its tokens and hooks, what happened to it."""
    return _page(request, _system(request, pk))


def _page(
    request: HttpRequest, found: System, *, token: TokenForm | None = None, hook: HookForm | None = None
) -> HttpResponse:
    today = legal_day(now())
    shown = values(
        request, system=found, today=today, holds=found.holds_on(today), history=queries.history(found),
        tokens=[
            {"token": one, "fault": queries.fault_of(one, today), "scopes": [rules.SCOPES[scope] for scope in one.scopes]}
            for one in queries.tokens(found)
        ],
        hooks=[{"hook": one, "facts": [rules.TOLD[fact] for fact in one.facts]} for one in queries.hooks(found)],
        token_form=token or TokenForm(today=today), hook_form=hook or HookForm(),
    )  # fmt: skip
    faulty = bool(token and token.errors) or bool(hook and hook.errors)
    return render(request, "admin/system.html", shown, status=422 if faulty else 200)


@require_POST
@seated(*DO)
@sensitive_variables("text")
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """A token. Its text is shown on the answer and nowhere again."""
    found, form = _system(request, pk), TokenForm(request.POST, today=legal_day(now()))
    if form.is_valid():
        try:
            token, text = actions.issue_token(found, **form.cleaned_data, by=actor(request), at=now())
        except Refused as fault:
            form.add_error("valid_to", fault.sentence)
        else:
            return _once(request, found, "令牌", text, f"开头是 {token.prefix}")
    return _page(request, found, token=form)


@require_POST
@seated(*DO)
@sensitive_variables("secret")
def add_hook(request: HttpRequest, pk: int) -> HttpResponse:
    """Where to push. The secret that signs is shown on the answer and nowhere again."""
    found, form = _system(request, pk), HookForm(request.POST)
    if form.is_valid():
        try:
            hook, secret = actions.add_hook(found, **form.cleaned_data, by=actor(request), at=now())
        except Refused as fault:
            form.add_error("url", fault.sentence)
        else:
            return _once(request, found, "验签密钥", secret, f"推送到 {hook.url}")
    return _page(request, found, hook=form)


def _once(request: HttpRequest, found: System, what: str, text: str, note: str) -> HttpResponse:
    return render(request, "admin/secret.html", values(request, system=found, what=what, text=text, note=note))


def _done(request: HttpRequest, pk: int, act: Callable[..., None], subject: Any, said: str, **how: Any) -> HttpResponse:
    """One action on a system's page; a refusal is said there."""
    try:
        act(subject, **how, by=actor(request), at=now())
        messages.success(request, said)
    except Refused as no:
        messages.warning(request, no.sentence)
    return redirect("admin-system", pk)


@require_POST
@seated(*DO)
def suspend(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the door at once."""
    return _done(request, pk, actions.suspend, _system(request, pk), "停用了，它的令牌现在都不能用，推送也停了。")


@require_POST
@seated(*DO)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Open it again."""
    return _done(request, pk, actions.resume, _system(request, pk), "恢复了。")


@require_POST
@seated(*DO)
def revoke(request: HttpRequest, token: int) -> HttpResponse:
    """Take a token away."""
    found = queries.token(actor(request), token)
    if found is None:
        raise Http404
    return _done(request, found.system_id, actions.revoke_token, found, f"{found.prefix}…收回了。")


@require_POST
@seated(*DO)
def switch(request: HttpRequest, hook: int) -> HttpResponse:
    """Switch a hook off, or on again."""
    found = queries.hook(actor(request), hook)
    if found is None:
        raise Http404
    active = not found.active
    said = "推送打开了。" if active else "推送关了，关着的时候有什么事都先留着。"
    return _done(request, found.system_id, actions.switch_hook, found, said, active=active)


@require_GET
@seated(*SEE)
def parcels(request: HttpRequest) -> HttpResponse:
    """What was and is to be pushed, newest first; of one system, or what could not be delivered alone."""
    only, given = request.GET.get("only") == FAILED, request.GET.get("system", "")
    chosen = int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0
    page = paging.by_id(request, queries.parcels(actor(request), system=chosen, failed=only))
    rows = [_row(one) for one in page.rows]
    return render(
        request, "admin/parcels.html", values(request, page=page, rows=rows, only=only, chosen=_name(request, chosen))
    )


def _name(request: HttpRequest, pk: int) -> System | None:
    return queries.get(actor(request), pk) if pk else None


def _row(parcel: Parcel) -> dict[str, Any]:
    attempts = sorted(parcel.attempts.all(), key=lambda one: one.pk)
    again = parcel.state in (Parcel.State.FAILED, Parcel.State.SENT)
    return {
        "parcel": parcel,
        "what": rules.TOLD.get(parcel.fact, parcel.fact),
        "attempts": attempts,
        "last": attempts[-1] if attempts else None,
        "again": again,
    }


@require_POST
@seated(*DO)
def resend(request: HttpRequest, parcel: int) -> HttpResponse:
    """Push one again, the same to the letter."""
    found = queries.parcel(actor(request), parcel)
    if found is None:
        raise Http404
    try:
        actions.resend(found, by=actor(request), at=now(), due_at=machine())
        messages.success(request, "马上重推，几秒后刷新看结果。")
    except Refused as no:
        messages.warning(request, no.sentence)
    return redirect(f"/admin/parcels?only={FAILED}" if found.state == Parcel.State.FAILED else "/admin/parcels")


@require_POST
@seated(*DO)
def resend_all(request: HttpRequest) -> HttpResponse:
    """Push everything again that could not be delivered, after a system was away for long."""
    failed = queries.parcels(actor(request), failed=True)
    count = actions.resend_all(failed, by=actor(request), at=now(), due_at=machine())
    if count:
        messages.success(request, f"{count}条马上重推，过几分钟刷新看结果。")
    else:
        messages.warning(request, "没有没送到的，不用重推。")
    return redirect(f"/admin/parcels?only={FAILED}")
