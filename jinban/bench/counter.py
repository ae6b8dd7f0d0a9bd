"""A clerk at a window: fills the real form of an item, each time for somebody who has not been here before."""

import itertools
import re
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from stdnum.cn import ric

from jinban.bench.wire import Answer, Broken, Visitor

# 城乡居民参保登记: an instant item that every centre takes in, accepts and finishes.
ITEM = "jumin-yibao-canbao"
FIELDS = {"f_home": "压测村一组"}
FORM = f"/counter/take-in?item={ITEM}"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
AREA, BIRTHDAYS, PER_DAY = "420281", 20_000, 1_000
NAMES = "测一测二测三测四测五测六测七测八测九测十"


class Fields(HTMLParser):
    """The named fields of a page as a browser would send them: what is typed, ticked and chosen in them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.offered: dict[str, list[str]] = {}
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Inputs, choices and text areas."""
        at = {name: value or "" for name, value in attrs}
        name, value = at.get("name", ""), at.get("value", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if self._select not in self.values or "selected" in at:
                self.values[self._select] = value
        elif tag == "input" and at.get("type") in ("radio", "checkbox"):
            self.offered.setdefault(name, []).append(value)
            if "checked" in at:
                self.values[name] = value
        elif tag in ("input", "textarea") and name:
            self.values[name] = value

    def handle_endtag(self, tag: str) -> None:
        """A choice ends."""
        if tag == "select":
            self._select = ""


def people() -> Iterator[tuple[str, str]]:
    """Numbers with a right check digit and names, of nobody; none twice, and beginning anywhere."""
    for serial in itertools.count(secrets.randbelow(BIRTHDAYS * PER_DAY)):
        day, nth = divmod(serial % (BIRTHDAYS * PER_DAY), PER_DAY)
        month = day // 28
        body = f"{AREA}{1930 + month // 12 % 60:04d}{month % 12 + 1:02d}{day % 28 + 1:02d}{nth:03d}"
        yield body + ric.calc_check_digit(f"{body}0"), f"压{NAMES[serial % 10 * 2 : serial % 10 * 2 + 2]}"


@dataclass
class Clerk:
    """One signed-in browser at one window, with the form that it has before it."""

    visitor: Visitor
    persons: Iterator[tuple[str, str]]
    finish: str = "accept"
    values: dict[str, str] = field(default_factory=dict)

    async def open(self) -> None:
        """Open the form and answer its questions, then have all papers handed in; once, as its fields stay the same. Broken
        where the window does not offer what is to be done."""
        blank = Fields((await self._page(await self.visitor.get(FORM))).text)
        chosen = {name: values[0] for name, values in blank.offered.items() if name.startswith("q_")}
        shown = await self._page(await self.visitor.post(FORM, {**blank.values, **chosen, "do": "all"}))
        if f'value="{self.finish}"' not in shown.text:
            raise Broken(f"this window does not {self.finish} {ITEM}")
        filled = Fields(shown.text)
        self.values = {**blank.values, **filled.values, **chosen, **FIELDS, "do": self.finish, "home": ""}
        self.values.pop("scan", None)

    def read(self, form: Answer) -> None:
        """Take the token of a fresh form over, as a browser sends the one that it was shown."""
        if found := TOKEN.search(form.text):
            self.values["csrfmiddlewaretoken"] = found[1]

    def filled(self) -> dict[str, str]:
        """The form for the next person, under a key of its own."""
        number, name = next(self.persons)
        return {**self.values, "key": uuid.uuid4().hex, "number": number, "name": name, "phone": f"139{number[9:17]}"}

    async def serve(self) -> Answer:
        """Take the next one in and do what is to be done."""
        return await self.visitor.post(FORM, self.filled())

    async def _page(self, answer: Answer) -> Answer:
        if answer.status != 200:
            raise Broken(f"{FORM}: {answer.status}")
        return answer


def served(answer: Answer) -> bool:
    """Whether the case is taken in: on to its slip."""
    return answer.status == 302 and answer.headers.get("location", "").endswith("/slip")
