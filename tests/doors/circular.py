"""The pages of the circular as tests read and press them."""

import re
from html import unescape

from django.test import Client

from jinban.circular import actions
from jinban.circular.models import Circular
from tests.circular.circulars import (
    JANUARY,
    fresh,
)
from tests.play import BUSINESS, seat

FIGURE = re.compile(r'href="(/circulars/\d+/figures/[^"?]+)"')
BEHIND = re.compile(r"背后 ([\d,]+) 行")


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def rows_behind(client: Client, address: str) -> tuple[int, int]:
    """How many rows a figure page says it has, and how many it lists, all pages turned."""
    said, count = 0, 0
    while address:
        found = page(client, address)
        said = int(BEHIND.search(found)[1].replace(",", ""))
        count += found.count('<tr><th scope="row">')
        onward = re.search(r'<a href="([^"]+)" rel="next"', found)
        address = unescape(onward[1]) if onward else ""
    return said, count


def do(client: Client, circular: Circular, verb: str, **words: str):
    opened = client.get(f"/circulars/{circular.pk}/").content.decode()
    shown = re.search(r'name="shown" value="(\w+)"', opened)
    data = {"version": str(fresh(circular).version), "shown": shown[1] if shown else ""}
    data |= {f"{verb}-{name}": text for name, text in words.items()}
    return client.post(f"/circulars/{circular.pk}/do/{verb}", data)


def picked(circular: Circular) -> Circular:
    actions.pick(
        circular, by=seat(BUSINESS), at=JANUARY, towns=["420281108000", "420281102000"], departments=["minzheng"]
    )
    return fresh(circular)


def form_of(client: Client, address: str) -> dict[str, str]:
    """The fields of the words' page as a browser would send them."""
    found = page(client, address)
    data = {
        name: unescape(text).removeprefix("\n")
        for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>([^<]*)</textarea>', found)
    }
    for tag in re.findall(r"<input [^>]+>", found):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or "checked" in tag):
            data[name[1]] = unescape(value[1]) if value else "on"
    return data
