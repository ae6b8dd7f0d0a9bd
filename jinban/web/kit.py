"""/kit: every part of the pages, with invented values. For those who build pages, and for the sweep."""

from datetime import datetime

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from jinban.kit.clock import CHINA
from jinban.kit.marks import is_demo
from jinban.web import drawn
from jinban.web.forms import Choices, Phone, Shape
from jinban.web.templatetags import jinban as written

MOMENT = datetime(2024, 5, 7, 9, 20, tzinfo=CHINA)
MONTHS = (4056, 4602, 5147, 4758, 4680, 4914, 5225, 5459, 6551, 7253, 8267, 7097)
TOWNS = (
    ("保安", 157), ("东风农场", 368), ("还地桥", 191), ("金山店", 141), ("罗家桥", 185),
    ("东风路", 251), ("东岳路", 270), ("灵乡", 180), ("陈贵", 235), ("茗山", 112),
    ("金湖", 154), ("大箕铺", 147), ("金牛", 163), ("刘仁八", 137), ("殷祖", 228),
)  # fmt: skip


class Sample(Shape):
    """One field of each sort."""

    phone = Phone(help_text="收进度短信用")
    village = forms.ChoiceField(label="住哪个村", choices=[("1", "陈贵镇 南山村"), ("2", "殷祖镇 南山村")])
    day = forms.DateField(
        label="出生日期",
        widget=forms.DateInput(attrs={"type": "date", "class": "w11", "autocomplete": "bday"}),
    )
    words = forms.CharField(label="想说的话", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    agree = forms.BooleanField(label="本人已看过告知书", error_messages={"required": "请先看告知书，再打勾"})
    who = Choices(label="谁来交材料？", choices=[("self", "本人或同住家人"), ("agent", "请别人代办")],
        hints={"agent": "多带代办人身份证和委托书"}, initial="self")  # fmt: skip
    paper = Choices(label="户口簿", choices=[("got", "已收"), ("short", "缺"), ("waived", "免交")], initial="waived")


def page(request: HttpRequest) -> HttpResponse:
    """Every part once; only where the database is a demonstration."""
    if not is_demo():
        raise Http404
    form = Sample(request.GET) if request.GET.keys() & Sample.base_fields.keys() else Sample()
    values = {
        "form": form,
        "written": how_written(),
        "seven": seven(),
        "icons": list(drawn.ICONS),
        "chart": year(),
        "towns": [
            {"code": code, "name": name, "value": value, "href": "#main"}
            for code, (name, value) in zip(drawn.LIE, TOWNS, strict=True)
        ],
    }
    return render(request, "web/kit.html", values)


def how_written() -> list[tuple[str, str]]:
    return [
        ("day", written.day(MOMENT)),
        ("short_day", written.short_day(MOMENT)),
        ("moment", written.moment(MOMENT)),
        ("group4", written.group4("42028120240507100001")),
        ("limit", written.limit({"amount": 10, "unit": "workday"})),
        ("comma", written.comma(12345)),
        ("share", written.share(671, 677)),
        ("left", written.left(-1)),
        ("dash", written.dash(None)),
    ]


def seven() -> list[dict]:
    return [
        {"name": "提交", "state": "done", "who": "陈贵镇 南山村便民服务站代您填", "at": MOMENT},
        {"name": "收件", "state": "done", "who": "陈贵镇 南山村便民服务站", "at": MOMENT},
        {"name": "受理", "state": "now", "who": "陈贵镇便民服务中心", "tag": "现在，等您补"},
        {"name": "审查", "who": "陈贵镇人民政府"},
        {"name": "决定", "state": "stop", "who": "市民政局", "note": "没有通过"},
    ]


def year() -> drawn.Chart:
    return drawn.Chart(
        title="2023年各月办件量：11月 8,267 件最多。",
        unit="件",
        series=("省级批次", "市级批次"),
        bars=tuple(drawn.Bar(f"{n}月", (v // 5, v - v // 5)) for n, v in enumerate(MONTHS, 1)),
    )
