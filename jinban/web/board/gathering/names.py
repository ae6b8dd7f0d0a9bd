"""Names of sources that no item of the catalogue has: listed, and said to mean one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jinban.catalogue import queries as catalogue
from jinban.gathering import actions, queries
from jinban.kit.clock import legal_day, now
from jinban.kit.refused import Refused
from jinban.web.board.gathering import shell
from jinban.web.staff.seats import actor, seated

SHOWN = 50


@seated(*shell.GATHERS)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The names that wait, most rows first, each with the items it may mean; and what was mapped. 422 with the sentence where a
    mapping is refused."""
    by, at, sentence = actor(request), now(), ""
    if request.method == "POST":
        source, name, item = (request.POST.get(word, "")[:200] for word in ("source", "name", "item"))
        try:
            if not item:
                raise Refused("请选一个事项。")
            rows = actions.map_name(source, name, item, by=by, at=at)
        except Refused as fault:
            sentence = fault.sentence
        else:
            messages.success(request, f"“{name}”对上了，{rows} 件跟着走。")
            return HttpResponseRedirect(reverse("gathering-names"))
    names = queries.waiting(by)
    waiting, items = names[:SHOWN], catalogue.names()
    found = catalogue.search_each({row["item_name"] for row in waiting}, legal_day(at))
    near = {name: [(one.item, items[one.item]) for one in some if one.item in items] for name, some in found.items()}
    shown = shell.values(
        request,
        sentence=sentence,
        waiting=[{**row, "near": near[row["item_name"]]} for row in waiting],
        count=len(names),
        items=items.items(),
        mapped=list(queries.mapped(by)[:200]),
    )
    return render(request, "gathering/names.html", shown, status=422 if sentence else 200)
