"""Officers away: what a system administrator enters for somebody who cannot do it himself."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from jinban.kit.clock import legal_day, now
from jinban.people import queries
from jinban.people.models import Seat
from jinban.web.admin.accounts import DO, SEE, values
from jinban.web.files.giving import links
from jinban.web.staff import away
from jinban.web.staff.seats import actor, seated


def seat_or_404(request: HttpRequest, pk: int) -> Seat:
    """The seat, for those who may see it."""
    found = queries.visible_to(actor(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@seated(*SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: HttpRequest, seat: int) -> HttpResponse:
    """The absences from one seat; for who administers seats, a new one."""
    found, status = seat_or_404(request, seat), 200
    may = request.seat.role in DO and not found.acting_for_id and not found.closed_at
    form = away.AbsenceForm(found, request.POST if request.method == "POST" else None) if may else None
    if request.method == "POST":
        if form is None:
            raise Http404
        status = away.entered(form, found, request)
        if not status:
            return redirect("admin-absences", seat)
    lines = away.lines(found, legal_day(now()))
    shown = values(request, seat=found, form=form, lines=lines, end="admin-absence-end")
    shown["files"] = links(request, "admin.absences", "admin-absences-file", seat)
    return render(request, "admin/absences.html", shown, status=status)


@seated(*DO)
@require_POST
def end(request: HttpRequest, absence: int) -> HttpResponse:
    """End one early."""
    return redirect("admin-absences", away.ended(request, absence).seat_id)
