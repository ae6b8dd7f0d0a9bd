"""The citizen's door: find an item, see the exact list and the nearest place, follow one's own case."""

import gzip
import re
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from jinban.catalogue import queries as catalogue
from jinban.kit.clock import legal_day
from jinban.web.citizen.events_of_life import EVENTS, MOST_DONE
from tests.play import BIRTH, INSURE, MONDAY, RELIEF
from tests.world import queries_of

NANSHAN, DONGFENG_FARM = "S420281108215", "C420281401000"
ALL_ANSWERED = "?who=agent&trouble=illness&relief=no"
STATIC = Path(__file__).resolve().parents[2] / "jinban" / "web" / "static" / "web"

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture(autouse=True)
def _monday_at_nine():
    cache.clear()
    with time_machine.travel(MONDAY, tick=False):
        yield


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def at_home(code: str = NANSHAN) -> Client:
    client = Client()
    client.cookies["village"] = code
    return client


# home and search


def test_home_puts_the_search_first_then_life_then_what_is_done_most():
    page = Client().get("/").content.decode()

    parts = [
        page.index(words) for words in ("想办什么事", "查办到哪一步", "孩子出生", "办得最多的", "离您近的地方", "12345")
    ]
    assert parts == sorted(parts)
    assert all(f'href="/items/{key}"' in page for key in MOST_DONE)


def test_home_shows_the_chosen_place_and_that_it_is_open():
    said = text_of(at_home().get("/"))

    assert "陈贵镇 南山村便民服务站" in said
    assert "现在开着 8:30–12:00，14:00–17:30" in said


def test_what_people_say_leads_to_the_item():
    page = Client().get("/find", {"q": "孩子上医保"}).content.decode()

    assert f'href="/items/{INSURE}"' in page


def test_a_search_without_a_hit_is_no_dead_end():
    answer = Client().get("/find", {"q": "补办粮本"})

    assert answer.status_code == 200
    assert all(words in text_of(answer) for words in ("没查到“补办粮本”", "请村里帮我找", "打 12345", "孩子出生"))


def test_a_search_for_nothing_or_for_a_flood_is_answered():
    assert [Client().get("/find", {"q": q}).status_code for q in ("", "   ", "医" * 5000, "<b>'\"")] == [200] * 4


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.key)
def test_each_event_of_life_leads_to_items_that_exist(event):
    known = {version.item_id: version.item.item_class_id for version in catalogue.published(legal_day(MONDAY))}

    page = Client().get("/find", {"event": event.key}).content.decode()

    assert set(event.items) <= set(known)
    assert set(event.classes) <= set(known.values())
    meant = [key for key, code in known.items() if key in event.items or code in event.classes]
    assert len(meant) >= 3
    assert all(f'href="/items/{key}"' in page for key in meant)


def test_an_unknown_event_of_life_is_not_found():
    assert Client().get("/find", {"event": "party"}).status_code == 404


def test_the_whole_list_holds_every_item_of_today():
    page = Client().get("/items").content.decode()

    assert page.count('href="/items/') == len(catalogue.published(legal_day(MONDAY)))


# the guide


def test_a_guide_asks_before_it_lists():
    said = text_of(Client().get(f"/items/{RELIEF}"))

    assert "10个工作日内答复 不收费 村里就能交" in said
    assert "答 3 个问题，看要带什么" in said
    assert "要带的" not in said


def test_answers_in_the_address_give_the_exact_list():
    said = text_of(Client().get(f"/items/{RELIEF}{ALL_ANSWERED}"))

    assert "要带 4 样，另 3 样不用带" in said
    assert "诊断证明和医疗费票据" in said
    assert "授权委托书" in said
    assert "居民户口簿 系统向公安查，查不到再请您带。" in said
    assert "因为“遇到了什么难处？”选了“家人突得重病”。" in said


def test_another_answer_gives_another_list():
    said = text_of(Client().get(f"/items/{RELIEF}?who=self&trouble=accident&relief=yes"))

    assert "事故认定书或火灾证明 可以后补" in said
    assert not [words for words in ("诊断证明", "授权委托书", "家庭经济状况核对授权书") if words in said]


def test_a_half_answered_guide_says_what_is_missing_twice_in_the_same_words():
    answer = Client().get(f"/items/{RELIEF}?who=agent&trouble=illness")

    assert answer.status_code == 422
    assert answer.content.decode().count("还没有回答“家里现在吃低保吗？”") == 2
    assert "<title>错误：" in answer.content.decode()
    assert re.search(r'value="agent" id="q-who_1" checked', answer.content.decode())


def test_an_answer_that_nobody_offered_is_refused_beside_its_question():
    assert Client().get(f"/items/{RELIEF}?who=robot&trouble=illness&relief=no").status_code == 422


def test_an_item_not_worked_out_says_so_and_promises_nothing():
    said = text_of(Client().get("/items/dibao-rending"))

    assert "这一项还没有核定" in said
    assert "未经市民政局核定" in said
    assert not [words for words in ("窗口不会再多要", "看一下就还您", "每样为什么要") if words in said]


def test_every_item_has_a_guide():
    client = at_home()

    keys = [version.item_id for version in catalogue.published(legal_day(MONDAY))]

    assert {client.get(f"/items/{key}").status_code for key in keys} == {200}


def test_every_element_of_a_worked_out_item_names_its_source():
    version = catalogue.version_on(RELIEF, legal_day(MONDAY))
    said = text_of(Client().get(f"/items/{RELIEF}"))

    assert all(basis.document in said for basis in version.said.basis)
    assert f"出处：{version.said.elements.legal_limit.source}" in said


def test_the_own_village_comes_first_then_the_town_then_the_hall():
    said = text_of(at_home().get(f"/items/{RELIEF}"))

    places = [said.index(words) for words in ("陈贵镇 南山村便民服务站", "陈贵镇便民服务中心", "大冶市政务服务中心")]
    assert places == sorted(places)
    assert "您的村，可以交材料" in said


def test_a_place_that_may_not_says_why_and_names_the_nearest_that_may():
    said = text_of(at_home(DONGFENG_FARM).get(f"/items/{BIRTH}"))

    assert "东风农场管理区便民服务中心" in said
    assert "不能收件。最近能收件的是东岳路街道便民服务中心。" in said


def test_what_the_police_do_is_done_in_the_towns_and_not_in_the_hall():
    chosen, nowhere = text_of(at_home().get(f"/items/{BIRTH}")), text_of(Client().get(f"/items/{BIRTH}"))

    assert "陈贵镇便民服务中心 您的镇，可以交材料" in chosen
    assert "市政务服务中心不收这一项，到镇街便民服务中心办。" in nowhere
    assert "大冶市政务服务中心" not in chosen + nowhere


def test_an_unknown_item_is_not_found():
    assert Client().get("/items/no-such-thing").status_code == 404


# places


def test_a_village_is_chosen_by_town_and_the_way_leads_back():
    client = Client()

    answer = client.post("/places/420281108000", {"site": NANSHAN, "next": f"/items/{RELIEF}"})

    assert (answer.status_code, answer["Location"]) == (302, f"/items/{RELIEF}")
    assert client.cookies["village"].value == NANSHAN


def test_the_way_back_never_leads_off_the_site():
    wanted = ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)")

    found = [Client().post("/places/420281108000", {"site": NANSHAN, "next": one})["Location"] for one in wanted]

    assert found == ["/"] * 4


def test_a_village_name_that_occurs_twice_is_shown_with_both_towns():
    said = text_of(Client().get("/places", {"q": "南山村"}))

    assert "查到 2 处" in said
    assert "陈贵镇 南山村便民服务站" in said
    assert "殷祖镇 南山村便民服务站" in said


def test_a_site_of_another_town_and_an_unknown_town_are_not_found():
    assert Client().post("/places/420281102000", {"site": NANSHAN}).status_code == 404
    assert Client().get("/places/420281999000").status_code == 404


def test_a_cookie_that_means_nothing_is_no_harm():
    assert at_home("S999'--").get("/").status_code == 200


# every page


PAGES = (
    "/", "/find", "/find?q=医保", "/find?q=补办粮本", "/find?event=birth", "/items", f"/items/{RELIEF}",
    f"/items/{RELIEF}{ALL_ANSWERED}", "/items/dibao-rending", "/places", "/places?q=南山村", "/places/420281108000",
    "/track", "/track/4202812024031110000018",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_a_page_weighs_little_and_carries_nothing_inline(path):
    page = at_home().get(path).content.decode()

    files = [STATIC / name for name in ("jinban.css", "focus.js", "print.js")]
    cold = len(gzip.compress(page.encode())) + sum(len(gzip.compress(file.read_bytes())) for file in files)
    assert cold < 25_000
    assert len(gzip.compress(page.encode())) < 15_000
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", page)
    assert page.count("<h1") == 1
    assert len(re.findall(r'class="btn(?: full)?"', page)) <= 1


@pytest.mark.parametrize("path", PAGES)
def test_large_letters_are_drawn_by_the_server_and_kept(path):
    client = at_home()
    joint = "&" if "?" in path else "?"

    asked = client.get(f"{path}{joint}view=elder").content.decode()
    kept = client.get(path).content.decode()
    back = client.get(f"{path}{joint}view=normal").content.decode()

    assert '<html lang="zh-Hans-CN" class="elder">' in asked
    assert '<html lang="zh-Hans-CN" class="elder">' in kept
    assert '<html lang="zh-Hans-CN">' in back


def test_the_number_of_questions_to_the_database_does_not_grow_with_the_rows():
    client = at_home()
    client.get("/find?q=医保")
    few, many = "/places/420281401000", "/places/420281003000"

    assert queries_of(lambda: client.get("/find?q=殡葬")) == queries_of(lambda: client.get("/find?q=医保"))
    assert queries_of(lambda: client.get(few)) == queries_of(lambda: client.get(many))
    assert queries_of(lambda: client.get("/items")) <= 4
    assert queries_of(lambda: client.get("/")) <= 10
    assert queries_of(lambda: client.get(f"/items/{RELIEF}{ALL_ANSWERED}")) <= 16
