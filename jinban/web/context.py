"""What every page may show without its view saying so."""

from typing import Any

from django.http import HttpRequest

from jinban.kit.clock import legal_day, now
from jinban.kit.marks import is_demo
from jinban.people.models import Seat
from jinban.people.roles import Role
from jinban.places import queries as places
from jinban.web.templatetags.jinban import short_day

COUNTER = ("/counter/", "窗口")
OFFICE = ("/office/", "办理")
BOARD = ("/board/", "总览")
GATHERING = ("/gathering/", "归集")
CIRCULARS = ("/circulars/", "通报")
TEMPLATES = ("/documents/templates/", "文书模板")
ADMIN = ("/admin/", "人员")
LOADS = ("/admin/loads", "数据")
OWN_POST = "/staff/post"
SIGN_OUT = "/sign-out"

DOORS: dict[str, tuple[tuple[str, str], ...]] = {
    Role.VILLAGE_HELPER: (COUNTER, BOARD, CIRCULARS),
    Role.TOWN_WINDOW: (COUNTER, OFFICE, BOARD, CIRCULARS),
    Role.POLICE_WINDOW: (COUNTER, OFFICE, BOARD, CIRCULARS),
    Role.TOWN_BACK: (OFFICE, BOARD, CIRCULARS),
    Role.DEPT_APPROVER: (OFFICE, BOARD, GATHERING, CIRCULARS),
    Role.DEPT_HEAD: (OFFICE, BOARD, GATHERING, CIRCULARS),
    Role.TOWN_HEAD: (OFFICE, BOARD, GATHERING, CIRCULARS),
    Role.COUNTY_HEAD: (OFFICE, BOARD, GATHERING, CIRCULARS),
    Role.SERVICE_OFFICE: (BOARD, GATHERING, CIRCULARS, OFFICE, TEMPLATES, LOADS),
    Role.BUSINESS_OFFICE: (BOARD, GATHERING, CIRCULARS),
    Role.AUDITOR: (BOARD, GATHERING, CIRCULARS, ADMIN),
    Role.SYSADMIN: (ADMIN,),
    Role.SECADMIN: (ADMIN,),
}


def page(request: HttpRequest) -> dict[str, Any]:
    """demo, elder, view_link, today, shell, and for a seat: nav, desk_home, seat_name, place_name, own_post."""
    today = legal_day(now())
    seat = getattr(request, "seat", None)
    values = {
        "demo": is_demo(),
        "city": city_name(),
        "elder": getattr(request, "elder", False),
        "view_link": other_letters(request),
        "today": today,
        "today_short": short_day(today),
        "shell": "web/desk.html" if seat else "web/sheet.html",
    }
    return {**values, **of_seat(request, seat)} if seat else values


def other_letters(request: HttpRequest) -> str:
    """This page's address with the other size of letters."""
    query = request.GET.copy()
    query["view"] = "normal" if getattr(request, "elder", False) else "elder"
    return f"?{query.urlencode()}"


def of_seat(request: HttpRequest, seat: Seat) -> dict[str, Any]:
    """What the head of a staff page shows: the doors of this post, its place, and who sits there."""
    doors = DOORS.get(seat.role, ())
    return {
        "nav": [{"href": href, "label": label, "current": request.path.startswith(href)} for href, label in doors],
        "desk_home": doors[0][0] if doors else "/",
        "seat_name": f"{seat.get_role_display()} · {seat.staff.name}{seat.stands_for}",
        "place_name": str(seat.site or seat.department or seat.get_role_display()),
        "own_post": OWN_POST,
        "sign_out": SIGN_OUT,
    }


_city: list[str] = []


def city_name() -> str:
    """The name of the one city of this database, asked for once in the life of the process."""
    if not _city and (towns := places.towns()):
        _city.append(str(towns[0].parent))
    return _city[0] if _city else ""
