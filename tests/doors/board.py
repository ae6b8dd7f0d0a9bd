"""What the tests of the board say often: a year with cases of every kind, and how a page is read."""

import re
from html import unescape

from django.test import Client

from jinban.cases import actions, queries
from jinban.cases.models import Case
from jinban.people.actors import CLOCK, Actor
from jinban.places.models import Site
from tests.play import (
    APPROVER,
    BIRTH,
    DAY,
    HELPER,
    INSURE,
    MONDAY,
    OTHER_WINDOW,
    POLICE,
    RELIEF,
    WINDOW,
    handed_over,
    seat,
    taken_in,
)  # fmt: skip

CHENGUI, LINGXIANG = "420281108000", "420281102000"
NANSHAN = "S420281108215"
LINK = re.compile(r'<a href="(/board/rows/[^"]+)">([^<]+)</a>')


def again(case: Case) -> Case:
    return queries.get(CLOCK, case.pk)


def concluded(by: Actor, at=MONDAY) -> Case:
    return actions.conclude(again(taken_in(by, INSURE, at=at)), by=by, at=at)


def decided(after_days: int, at=MONDAY) -> Case:
    window, approver, then = seat(WINDOW), seat(APPROVER), at + after_days * DAY
    case = actions.accept(again(taken_in(window, RELIEF, at=at)), by=window, at=at)
    case = handed_over(again(case), window, approver, at)
    case = actions.check(again(case), by=approver, at=then, advice="grant", opinion="情况属实。")
    return actions.decide(again(case), by=approver, at=then, verdict="approved")


def a_year() -> None:
    """Village, two centres, the hall and the police; three months; early, late and open."""
    helper, window, police = seat(HELPER), seat(WINDOW), seat(POLICE)
    for month in range(3):
        concluded(helper, MONDAY + 30 * month * DAY)
    concluded(window), concluded(seat(OTHER_WINDOW)), decided(2), decided(40)
    hall = Actor("seat", window.id, "town_window", site=Site.objects.get(kind="hall").pk)
    actions.accept(again(taken_in(hall, RELIEF)), by=hall, at=MONDAY)
    actions.accept(again(taken_in(police, BIRTH)), by=police, at=MONDAY)
    taken_in(window, RELIEF)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def rows_behind(client: Client, address: str) -> int:
    """How many rows a number opens to, all pages turned."""
    count = 0
    while address:
        found = page(client, address)
        count += found.count('<tr><th scope="row">')
        onward = re.search(r'<a href="([^"]+)" rel="next"', found)
        address = unescape(onward[1]) if onward else ""
    return count


def numbers(found: str) -> list[tuple[str, str]]:
    """Every number of a page that leads to rows: address and text."""
    return [(unescape(address), text) for address, text in LINK.findall(found)]


def kpis(found: str) -> list[str]:
    return [text.split()[0] for text in re.findall(r'<p class="big">(?:<a href="[^"]+">)?([^<]+)', found)]


def body(found: str, heading: str) -> list[list[str]]:
    """The lines of the table under a heading, as texts."""
    table = found.split(heading, 1)[1].split("</table>", 1)[0]
    lines = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    return [re.findall(r">([^<>\n]+)<", line) for line in lines[1:]]
