"""The shared parts of all pages: how days and numbers are written, forms and their faults, drawings, the pages of
refusals, large letters."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path

from jinban.kit.refused import Refused
from jinban.urls import handler400, handler403, handler404, handler500  # noqa: F401
from jinban.urls import urlpatterns as site
from jinban.web import drawn
from jinban.web.forms import Choices, Phone, Shape
from jinban.web.templatetags import jinban as written
from tests.world import queries_of

NINE_TWENTY = datetime(2024, 5, 7, 1, 20, tzinfo=UTC)
LATE_EVENING = datetime(2024, 5, 7, 17, 0, tzinfo=UTC)  # already the 8th in China


class Sample(Shape):
    phone = Phone(help_text="收进度短信用")
    who = Choices(label="谁来交？", choices=[("self", "本人"), ("agent", "代办")], hints={"agent": "多带委托书"})


def break_down(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def refuse(request: HttpRequest) -> HttpResponse:
    raise Refused("这件已由 2 号窗口接手，请到 2 号窗口办。")


def deny(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("这一步由镇后台审核办。")


urlpatterns = [path("break", break_down), path("refuse", refuse), path("deny", deny), *site]


def drawn_by(text: str, **values: object) -> str:
    return re.sub(r"\s+", " ", Template("{% load jinban %}" + text).render(Context(values))).strip()


# writing


def test_days_and_moments_are_written_as_people_in_china_read_them():
    assert written.day(NINE_TWENTY) == written.day(date(2024, 5, 7)) == "2024年5月7日（周二）"
    assert written.day(LATE_EVENING) == "2024年5月8日（周三）"
    assert written.short_day(date(2024, 5, 12)) == "5月12日（周日）"
    assert written.moment(NINE_TWENTY) == "2024年5月7日 9:20"
    assert (written.hour(time(8, 5)), written.iso(NINE_TWENTY)) == ("8:05", "2024-05-07T09:20+08:00")


def test_nothing_is_written_as_a_dash():
    ways = (written.day, written.short_day, written.plain_day, written.moment, written.hour, written.group4)

    assert {way(None) for way in ways} | {written.comma(None), written.dash(""), written.limit(None)} == {"—"}


def test_limits_carry_their_unit():
    amounts = [("20", "workday"), ("0.5", "workday"), ("30", "natural_day"), ("3", "month"), ("2", "hour")]

    words = [written.limit({"amount": Decimal(amount), "unit": unit}) for amount, unit in amounts]

    assert words == ["20个工作日", "0.5个工作日", "30个自然日", "3个月", "2个小时"]


def test_shares_of_few_are_counts_and_of_none_are_nothing():
    assert [written.share(671, 677), written.share(7, 9), written.share(0, 0)] == ["99.1%", "7/9", "—"]


def test_totals_are_exact_to_ten_thousand():
    assert [written.total(1234), written.total(10_000), written.total(10_001)] == [
        "1,234 件",
        "10,000 件",
        "超过 1 万件",
    ]


def test_days_left_are_said_in_words():
    assert [written.left(n) for n in (2, 0, -1)] == ["剩 2 个工作日", "今天到期", "超 1 个工作日"]


# forms


def test_a_fault_stands_in_the_summary_and_beside_the_field_in_the_same_words():
    form = Sample({"phone": "1380000000", "who": ""})

    page = drawn_by("{% errors form %}{% field form.phone %}{% field form.who %}", form=form)

    assert "有 2 处要改" in page
    assert page.count("手机号少 1 位，应为 11 位") == 2
    assert page.count("请选谁来交") == 2
    assert '<a href="#id_phone">' in page
    assert '<a href="#id_who_0">' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_phone-hint id_phone-wrong"' in page
    assert 'value="1380000000"' in page


def test_a_form_without_fault_has_no_summary():
    assert drawn_by("{% errors form %}", form=Sample()) == ""


def test_a_choice_carries_its_small_line_and_keeps_what_was_chosen():
    page = drawn_by("{% field form.who %}", form=Sample({"who": "agent", "phone": ""}))

    assert 'value="agent" id="id_who_1" checked><span>代办<small>多带委托书</small>' in page


def test_what_was_typed_cannot_become_markup():
    page = drawn_by("{% field form.phone %}{% errors sentence %}", form=Sample({"phone": '"><script>'}), sentence="<b>")

    assert "<script>" not in page
    assert "<b>" not in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("138 0000-0000", None),
        ("0714-8720000", None),
        ("1380000000", "手机号少 1 位，应为 11 位"),
        ("138000000001", "手机号多 1 位，应为 11 位"),
        ("不知道", "请填11位手机号，或者带区号的座机号，例如 0714-8720000。"),
    ],
)
def test_a_phone_says_what_is_wrong_with_it(typed, sentence):
    form = Sample({"phone": typed, "who": "self"})

    assert form.errors.get("phone") == ([sentence] if sentence else None)


# drawings


def test_a_light_is_a_word_before_it_is_a_colour():
    assert drawn_by('{% light "red" %}') == '<span class="light red">红牌</span>'


def test_the_tallest_bar_takes_all_the_height_and_the_parts_add_up():
    chart = drawn.Chart(
        "甲最多。", "件", ("省", "市"), (drawn.Bar("甲", (20, 80)), drawn.Bar("乙", (5, 5)), drawn.Bar("丙", (0, 0)))
    )

    columns = chart.draw()["columns"]

    assert [column["total"] for column in columns] == [100, 10, 0]
    assert sum(part["tall"] for part in columns[0]["parts"]) == drawn.FLOOR - drawn.CEILING
    assert chart.totals == [25, 85, 110]


def test_an_empty_chart_draws_nothing_and_does_not_divide_by_zero():
    assert drawn.Chart("没有。", "件", ("件",), ()).draw()["columns"] == []


def test_tiles_lie_where_the_towns_lie_in_four_shades():
    rows = [{"code": code, "name": "某镇", "value": value, "href": "#"} for value, code in enumerate(drawn.LIE)]

    found = drawn.shaded(rows, "件", (5, 10, 12))

    assert len({(tile["x"], tile["y"]) for tile in found["tiles"]}) == 15
    assert [word for word, _ in found["key"]] == ["不到 5", "5–9", "10–11", "12 以上"]
    assert {tile["shade"] for tile in found["tiles"]} == {1, 2, 3, 4}


def test_a_qr_code_is_one_path_without_colour():
    page = drawn_by('{% qr "https://jinban.invalid/track" "查进度" %}')

    assert 'role="img" aria-label="查进度"' in page
    assert "fill=" not in page


# refusals


@pytest.mark.urls(__name__)
@pytest.mark.usefixtures("db")
class TestRefusals:
    def test_a_fault_of_ours_shows_its_number_a_phone_and_that_nothing_is_lost(self):
        answer = Client(raise_request_exception=False).get("/break")

        page = answer.content.decode()
        assert answer.status_code == 500
        assert answer["X-Request-Id"] in page
        assert "12345" in page
        assert "没有丢" in page

    def test_a_refused_move_is_409_with_its_sentence(self):
        answer = Client().get("/refuse")

        assert answer.status_code == 409
        assert "这件已由 2 号窗口接手，请到 2 号窗口办。" in answer.content.decode()

    def test_a_wrong_seat_is_told_who_may(self):
        answer = Client().get("/deny")

        assert answer.status_code == 403
        assert "这一步由镇后台审核办。" in answer.content.decode()

    def test_an_unknown_page_does_not_repeat_its_address(self):
        answer = Client().get("/no-such-page-4202")

        assert answer.status_code == 404
        assert "4202" not in answer.content.decode()

    def test_an_old_form_is_told_so(self):
        answer = Client(enforce_csrf_checks=True).post("/track", {"code": "x"})

        assert answer.status_code == 403
        assert "页面放得太久" in answer.content.decode()


@pytest.mark.usefixtures("db")
def test_every_answer_has_a_number_of_its_own():
    numbers = {Client().get("/track")["X-Request-Id"] for _ in range(5)}

    assert len(numbers) == 5


@pytest.mark.usefixtures("db")
def test_a_view_that_nobody_offered_is_no_view():
    answer = Client().get("/track?view=huge")

    assert "view" not in answer.cookies
    assert "Cookie" in answer["Vary"]


@pytest.mark.usefixtures("db")
def test_a_nul_in_an_address_a_cookie_or_a_form_is_400_and_the_database_is_not_asked():
    wrong: dict[str, tuple[int, str]] = {}
    assert queries_of(lambda: wrong.update(wrongly_answered())) == 0
    client = Client()
    client.cookies["sessionid"] = "abcdefgh\0"

    assert wrong == {}
    assert "这个地址打不开" in Client().get("/places?q=%00").content.decode()
    assert client.get("/").status_code == 400
    assert [Client().post("/track", given).status_code for given in ({"code": "a\0"}, {"a\0": "b"})] == [400, 400]


def wrongly_answered() -> dict[str, tuple[int, str]]:
    """The addresses that take a NUL, by what they answer."""
    wrong = {}
    for pattern in patterns():
        for address in (f"/{pattern}?q=%00", "/" + re.sub("<[^>]+>", "%00", pattern)):
            if "%00" in address and pattern not in ("health", "metrics"):
                answer = Client().get(address)
                kind = "application/problem+json" if pattern.startswith("api/") else "text/html; charset=utf-8"
                if (answer.status_code, answer["Content-Type"]) != (400, kind):
                    wrong[address] = (answer.status_code, answer["Content-Type"])
    return wrong


def patterns() -> Iterator[str]:
    """Every address of the URLconf as it is written there."""

    def walk(resolver: URLResolver, before: str) -> Iterator[str]:
        for entry in resolver.url_patterns:
            here = before + str(entry.pattern)
            if isinstance(entry, URLPattern):
                yield here
            else:
                yield from walk(entry, here)

    yield from walk(get_resolver(), "")
