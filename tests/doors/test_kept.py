"""Pages that are the same for everybody: kept until what they say changes, and never anybody's own."""

import gzip
import re
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from jinban.catalogue import actions as catalogue
from jinban.catalogue.models import ItemVersion
from jinban.delegation import actions as delegation
from jinban.delegation.models import Delegation
from jinban.kit import marks
from jinban.kit.marks import Mark
from jinban.people.actors import system
from jinban.places import actions as places
from jinban.places.models import Site
from jinban.web import kept
from tests.doors.desk import at_desk
from tests.loading.hands import like
from tests.play import MONDAY, RELIEF, WINDOW
from tests.world import queries

NANSHAN, GUIDE = "S420281108215", f"/items/{RELIEF}"
LOADER = system("loader")
ANSWERS = "?who=self&trouble=accident&relief=no"

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture(autouse=True)
def _monday_at_nine():
    kept.forget()
    with time_machine.travel(MONDAY, tick=False):
        yield
    kept.forget()


def seen(path: str, **cookies: str) -> str:
    client = Client()
    for name, value in cookies.items():
        client.cookies[name] = value
    return client.get(path).content.decode()


def drawn(path: str, **cookies: str) -> str:
    """The page as it is when nothing is kept."""
    held = dict(kept._pages)
    kept.forget()
    page = seen(path, **cookies)
    kept.forget()
    kept._pages.update(held)
    return page


def test_a_kept_page_is_the_page_and_asks_only_for_the_marks():
    for path in ("/", GUIDE):
        first = seen(path, village=NANSHAN)
        with queries(2):
            again = seen(path, village=NANSHAN)

        assert again == first == drawn(path, village=NANSHAN)


def test_packed_and_unpacked_are_the_same_letters_and_who_has_them_is_told_so():
    plain, packed = Client().get(GUIDE), Client().get(GUIDE, headers={"Accept-Encoding": "br, gzip"})
    same = Client().get(GUIDE, headers={"If-None-Match": plain["ETag"]})

    assert gzip.decompress(packed.content) == plain.content
    assert (packed["Content-Encoding"], packed["ETag"], "Content-Encoding" in plain) == ("gzip", plain["ETag"], False)
    assert {"Accept-Encoding", "Cookie"} <= set(plain["Vary"].split(", "))
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", plain["ETag"])
    assert Client().get("/", headers={"If-None-Match": plain["ETag"]}).status_code == 200


def test_each_size_of_letters_and_each_place_has_its_own_page():
    pages = [seen(GUIDE), seen(GUIDE, view="elder"), seen(GUIDE, village=NANSHAN), seen(GUIDE, village="C420281108000")]

    assert len(set(pages)) == 4
    assert [('class="elder"' in page, "南山村便民服务站" in page) for page in pages] == [
        (False, False), (True, False), (False, True), (False, False),
    ]  # fmt: skip
    assert pages == [
        drawn(GUIDE), drawn(GUIDE, view="elder"), drawn(GUIDE, village=NANSHAN), drawn(GUIDE, village="C420281108000"),
    ]  # fmt: skip


def _changes():
    """What may change what the pages say, and the words by which it is seen at the station of Nanshan."""
    item = ItemVersion.objects.select_related("item__item_class").get(item=RELIEF, valid_to=None).item
    row = Delegation.objects.filter(item=RELIEF, valid_to=None).order_by("valid_from").first()
    later = MONDAY + timedelta(hours=1)
    yield "07140000000", lambda: places.put_sites([like("sites", NANSHAN, phone="07140000000")], by=LOADER, at=later)
    yield "9:05–11:55", lambda: places.put_hours(
        [{"site": NANSHAN, "season": "year", "from_month_day": "01-01", "to_month_day": "12-31", "weekdays": "1-5", "opens": "09:05",
          "closes": "11:55", "demo": "1", "source": "通告"}], by=LOADER, at=later)  # fmt: skip
    yield (
        "改了名的主项",
        lambda: catalogue.put_classes(
            [{"code": item.item_class_id, "name": "改了名的主项", "note": ""}], by=LOADER, at=later
        ),
    )
    yield (
        "改了名的局",
        lambda: places.put_departments(
            [like("departments", item.department_id, official_name="改了名的局")], by=LOADER, at=later
        ),
    )
    yield "镇里就能", lambda: delegation.end(row, by=LOADER, at=later, last=None if row.valid_to else date(2024, 3, 10))


def test_whatever_changes_is_on_the_very_next_page():
    seen(GUIDE, village=NANSHAN)
    for words, change in _changes():
        before = seen(GUIDE, village=NANSHAN)
        change()
        page = seen(GUIDE, village=NANSHAN)

        assert page != before, words
        assert page == drawn(GUIDE, village=NANSHAN), words
        assert words in page or words.startswith("镇里"), words
    assert "演示：人和办件" in page
    Mark.objects.filter(pk=marks.DEMO).delete()
    assert "演示：人和办件" not in seen(GUIDE, village=NANSHAN)


def test_an_item_that_has_ended_has_no_guide_and_is_no_longer_on_the_first_page():
    count = int(re.search(r"看全部 (\d+) 项", seen("/"))[1])
    assert (GUIDE in seen("/"), Client().get(GUIDE).status_code) == (True, 200)
    version = ItemVersion.objects.get(item=RELIEF, valid_to=None)

    catalogue.end_version(version, by=LOADER, at=MONDAY, valid_to=date(2024, 3, 10))

    assert (f"看全部 {count - 1} 项" in seen("/"), GUIDE in seen("/")) == (True, False)
    assert Client().get(GUIDE).status_code == 404


def test_a_change_by_another_process_is_seen_by_its_mark_alone():
    assert "07149999999" not in seen(GUIDE, village=NANSHAN)
    Site.objects.filter(pk=NANSHAN).update(phone="07149999999")
    Mark.objects.filter(pk="places").update(value="somebody else's")

    assert "07149999999" in seen(GUIDE, village=NANSHAN)


def test_it_opens_and_closes_by_the_minute_and_another_day_is_another_page():
    said = {}
    for hour, minute in ((8, 29), (8, 30), (11, 59), (12, 0), (14, 0), (17, 30)):
        with time_machine.travel(MONDAY + timedelta(hours=hour - 9, minutes=minute), tick=False):
            page = seen("/", village=NANSHAN)
            assert page == drawn("/", village=NANSHAN)
            said[f"{hour}:{minute:02}"] = re.search("现在开着|今天开|今天已关|今天不开", page)[0]
    with time_machine.travel(MONDAY + timedelta(days=5), tick=False):
        said["周六"] = re.search("现在开着|今天开|今天已关|今天不开", seen("/", village=NANSHAN))[0]

    assert said == {
        "8:29": "今天开", "8:30": "现在开着", "11:59": "现在开着", "12:00": "今天开", "14:00": "现在开着", "17:30": "今天已关",
        "周六": "今天不开",
    }  # fmt: skip


def test_nothing_of_anybody_is_kept():
    client = at_desk(WINDOW)
    for path in ("/", GUIDE, f"{GUIDE}{ANSWERS}", "/?view=normal", "/track", "/places"):
        client.get(path)
        Client().get(f"{path}{'&' if '?' in path else '?'}x=1")
    Client().get("/", headers={"Cookie": f"village={'x' * 100}"})
    Client().head("/")
    Client().post("/")
    assert kept._pages == {}

    seen("/")
    own = client.get("/")
    assert (own.status_code, own.has_header("ETag"), own.content.decode()) == (200, False, seen("/"))
    assert list(kept._pages) == [("/", False, "")]


def test_a_process_keeps_so_many_pages_and_no_more(monkeypatch):
    monkeypatch.setattr(kept, "MOST", 3)

    for place in ("a", "b", "c", "d", "a"):
        seen("/", village=place)

    assert [key[2] for key in kept._pages] == ["c", "d", "a"]
