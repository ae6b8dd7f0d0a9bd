"""The ways out, against servers that speak the real protocols."""

import json
import os

import pytest

from jinban.messages.adapters import Letter, NotSent, SmsGateway, WeChat, configured
from tests.messages.gateways import Gateway, WeChatServer, serving

LETTER = Letter("sms-7", "13800000000", "accepted", "“临时救助”已受理。")
CARD = Letter(
    "wechat-7", "oABCDEFGHIJKLMNOPQRSTUVWXYZ1", "accepted", "不用", wechat_id=WeChatServer.granted,
    keywords={"thing1": "临时救助", "date2": "2024年5月7日"},
)  # fmt: skip


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def gateway():
    with serving(Gateway()) as fake:
        yield fake


@pytest.fixture
def wechat():
    with serving(WeChatServer()) as fake:
        yield fake


def not_sent(channel, letter) -> tuple[str, str, bool]:
    with pytest.raises(NotSent) as caught:
        channel.send(letter)
    return caught.value.error, caught.value.then, caught.value.down


def test_the_gateway_gets_phone_sign_and_text_under_a_key_that_stays(gateway):
    reference = SmsGateway(**gateway.given).send(LETTER)

    assert reference == "M1"
    assert gateway.taken == [
        {
            "requestId": "sms-7", "mobile": "13800000000", "sign": "大冶政务", "template": "accepted",
            "content": "“临时救助”已受理。",
        }
    ]  # fmt: skip


def test_what_the_gateway_answers_decides_whether_to_try_again(gateway):
    channel = SmsGateway(**gateway.given)
    said = [
        (
            (200, json.dumps({"code": "1007", "message": "余额不足 13800000000"}).encode()),
            ("短信平台答复 1007", "again", False),
        ),
        ((200, json.dumps({"code": "号码错误"}).encode()), ("短信平台答复 ", "again", False)),
        ((200, b"<html>"), ("对方的答复不是 JSON", "again", False)),
        ((200, b"[]"), ("对方的答复不是 JSON", "again", False)),
        ((500, b""), ("对方答复 HTTP 500", "again", True)),
        ((429, b""), ("对方答复 HTTP 429", "again", True)),
        ((400, b""), ("对方答复 HTTP 400", "never", False)),
        ((302, b""), ("对方答复 HTTP 302", "again", True)),
    ]
    gateway.answers = [answer for answer, _ in said]

    assert [not_sent(channel, LETTER) for _ in said] == [told for _, told in said]
    assert gateway.taken == []


def test_a_wrong_key_and_a_gateway_that_is_away_are_said(gateway):
    wrong = SmsGateway(gateway.given["url"], "other", "大冶政务")
    away = SmsGateway("http://127.0.0.1:9/send", "k", "大冶政务")

    assert not_sent(wrong, LETTER) == ("对方答复 HTTP 401", "again", True)
    assert not_sent(away, LETTER) == ("连不上（URLError）", "again", True)


def test_no_key_and_no_phone_stand_in_what_python_shows_of_them(gateway):
    shown = f"{SmsGateway(**gateway.given)!r} {LETTER!r}"

    assert gateway.key not in shown
    assert LETTER.to not in shown


def test_wechat_gets_the_subscription_message_and_one_token_serves_many(wechat):
    channel = WeChat(**wechat.given)

    references = [channel.send(CARD), channel.send(CARD)]

    assert references == ["4700000000001", "4700000000002"]
    assert wechat.asked_for_tokens == 1
    assert wechat.taken[0] == {
        "touser": CARD.to, "template_id": "TPL-accepted_1", "page": "pages/track", "miniprogram_state": "formal",
        "lang": "zh_CN", "data": {"thing1": {"value": "临时救助"}, "date2": {"value": "2024年5月7日"}},
    }  # fmt: skip


def test_a_token_that_ends_or_was_replaced_is_asked_for_again(wechat):
    time = [0.0]
    channel = WeChat(**wechat.given, monotonic=lambda: time[0])
    channel.send(CARD)
    wechat.token = "token-2"
    channel.send(CARD)
    time[0] = 7200 - 300
    channel.send(CARD)

    assert (wechat.asked_for_tokens, len(wechat.taken)) == (3, 3)


def test_wechat_s_refusals_are_told_apart(wechat):
    channel = WeChat(**wechat.given)
    other = Letter("w", CARD.to, "accepted", "", wechat_id="TPL-gone", keywords=CARD.keywords)
    long = Letter("w", CARD.to, "accepted", "", wechat_id=wechat.granted, keywords={"thing1": "很" * 21})
    wechat.unwilling = {"oREFUSES0000000000000000000"}
    unwilling = Letter(
        "w", "oREFUSES0000000000000000000", "accepted", "", wechat_id=wechat.granted, keywords=CARD.keywords
    )

    assert not_sent(channel, other) == ("微信答复 40037", "never", False)
    assert not_sent(channel, long) == ("微信答复 47003", "never", False)
    assert not_sent(channel, unwilling) == ("本人没有订阅或者拒收（43101）", "skip", False)
    assert not_sent(channel, LETTER) == ("没有配置微信模板", "skip", False)
    wechat.answers = [(200, json.dumps({"errcode": 45009, "errmsg": "reach max api daily quota limit"}).encode())]
    assert not_sent(channel, CARD) == ("微信答复 45009", "again", False)


def test_a_wrong_secret_gives_no_token_and_stops_the_round(wechat):
    channel = WeChat(wechat.url, wechat.appid, "wrong")

    assert not_sent(channel, CARD) == ("微信不给令牌 40125", "again", True)


def test_only_what_is_configured_whole_is_a_channel(settings, monkeypatch):
    from jinban.settings import _channels

    def read(**given: str):
        for name in [name for name in os.environ if name.startswith(("JINBAN_SMS_", "JINBAN_WECHAT_"))]:
            monkeypatch.delenv(name)
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        return _channels()

    assert read() == {}
    assert read(JINBAN_SMS_URL="https://sms.example/send", JINBAN_SMS_KEY="k", JINBAN_SMS_SIGN="大冶政务") == {
        "sms": {"url": "https://sms.example/send", "key": "k", "sign": "大冶政务"}
    }
    with pytest.raises(ValueError, match=r"^sms 没有配全，还缺 JINBAN_SMS_KEY、JINBAN_SMS_SIGN$"):
        read(JINBAN_SMS_URL="https://sms.example/send")
    with pytest.raises(ValueError, match=r"^JINBAN_WECHAT_URL 要以 https:// 或 http:// 开头$"):
        read(JINBAN_WECHAT_URL="file:///etc", JINBAN_WECHAT_APPID="a", JINBAN_WECHAT_SECRET="s")

    settings.MESSAGES = {"wechat": {"url": "https://wx.example", "appid": "a", "secret": "s"}}
    assert list(configured()) == ["wechat"]
    assert configured()["wechat"] is configured()["wechat"]
    settings.MESSAGES = {}
    assert dict(configured()) == {}
