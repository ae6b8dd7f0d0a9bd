"""The whole catalogue and all places as files, for the posts that keep them; citizens read the pages."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from jinban.catalogue import queries as catalogue
from jinban.kit.clock import legal_day, now
from jinban.places import queries as places
from jinban.web.citizen.finding import shelf
from jinban.web.files.giving import Listing, exporters, give
from jinban.web.files.sheet import Head
from jinban.web.staff.seats import seated

ITEMS = (
    Head("事项"), Head("群众叫法"), Head("部门"), Head("主项"), Head("要素", "word"), Head("编号"),
)  # fmt: skip
SITES = (
    Head("编号", "word", width=16), Head("地点"), Head("类别"), Head("电话", "word", width=16), Head("地址"), Head("开放时间", width=50),
    Head("备注"),
)  # fmt: skip


@seated(*exporters("catalogue.items"))
@require_safe
def items(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Every item of today, as the page of all items lists them."""
    classes = {one.code: one.name for one in catalogue.classes()}
    lines = [
        (
            card.official, card.name, card.department, classes.get(card.item_class, ""), "已核定" if card.verified else "未核定", card.key
        )
        for card in shelf(legal_day(now()))
    ]  # fmt: skip
    return give(request, Listing("catalogue.items", ITEMS, lines), ending)


@seated(*exporters("places.sites"))
@require_safe
def sites(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Every place that is open today, with its phone, address and hours."""
    today = legal_day(now())

    def lines() -> Iterator[tuple[Any, ...]]:
        for site in places.sites(today).iterator(chunk_size=500):
            hours = "；".join(places.hours_text(site))
            yield (
                site.code, site.label, site.get_kind_display(), site.phone or "未提供", site.address, hours,
                "演示" if site.demo else "",
            )  # fmt: skip

    return give(request, Listing("places.sites", SITES, lines()), ending)
