"""区划、部门、办事地点: where people are served. Public data of the city."""

from datetime import date
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from jinban.kit.clock import legal_day, now
from jinban.places import queries
from jinban.places.models import Site
from jinban.web.api.door import spoken
from jinban.web.api.shapes import Closed, Code, Paged, known

router = Router(tags=["地点"])
SCOPE = "places.read"


class DivisionsAsked(Closed):
    """The villages of one town; without it the towns."""

    town: Code | None = None


class DivisionOut(Schema):
    code: str
    name: str
    label: str
    level: str


class Divisions(Schema):
    divisions: list[DivisionOut]


class DepartmentOut(Schema):
    code: str
    name: str
    official_name: str
    kind: str


class Departments(Schema):
    departments: list[DepartmentOut]


class SitesAsked(Paged):
    """Which places that are open today."""

    town: Code | None = None
    kind: Literal["station", "centre", "hall"] | None = None


class SiteLine(Schema):
    """`phone` and `address` are empty where nobody provided them. `demo`: marked as invented (演示)."""

    code: str
    kind: str
    label: str
    town: str
    division: str
    phone: str
    address: str
    opened_on: date
    demo: bool


class Sites(Schema):
    sites: list[SiteLine]
    next: str | None


class SiteOut(SiteLine):
    hours: list[str]


@router.get("/places/divisions", operation_id="divisions", summary="区划", **spoken(SCOPE, Divisions))
def divisions(request: HttpRequest, asked: Query[DivisionsAsked]) -> Any:
    """The towns of the city, or the villages of one town, that exist today."""
    known(request, DivisionsAsked)
    day = legal_day(now())
    rows = queries.villages(asked.town, day) if asked.town else queries.towns(day)
    return {"divisions": [{"code": one.code, "name": one.name, "label": one.label, "level": one.level} for one in rows]}


@router.get("/places/departments", operation_id="departments", summary="部门", **spoken(SCOPE, Departments))
def departments(request: HttpRequest) -> Any:
    """The units of the city."""
    rows = queries.departments()
    names = ("code", "name", "official_name", "kind")
    return {"departments": [{name: getattr(one, name) for name in names} for one in rows]}


@router.get("/places/sites", operation_id="sites", summary="办事地点", **spoken(SCOPE, Sites))
def sites(request: HttpRequest, asked: Query[SitesAsked]) -> Any:
    """The places that are open today, by code."""
    known(request, SitesAsked)
    rows = queries.sites(legal_day(now()))
    narrowed = {"town": asked.town, "kind": asked.kind, "code__gt": asked.after}
    rows = rows.filter(**{name: value for name, value in narrowed.items() if value})
    page = list(rows[: asked.limit + 1])
    more = len(page) > asked.limit
    page = page[: asked.limit]
    return {"sites": [_line(one) for one in page], "next": page[-1].code if more else None}


@router.get("/places/sites/{code}", operation_id="site", summary="一个办事地点", **spoken(SCOPE, SiteOut))
def site(request: HttpRequest, code: Code) -> Any:
    """One place with its hours, whether or not it is still open."""
    found = queries.sites().filter(pk=code).first()
    if found is None:
        raise Http404
    return {**_line(found), "hours": queries.hours_text(found)}


def _line(site: Site) -> dict[str, Any]:
    names = ("code", "kind", "label", "town", "phone", "address", "opened_on", "demo")
    return {**{name: getattr(site, name) for name in names}, "division": site.division_id}
