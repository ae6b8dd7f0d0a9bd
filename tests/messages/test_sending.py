"""Sending: at least once, with growing delay, to a limit, seen when it fails, nobody woken, over the real protocols."""

from datetime import date, timedelta

import pytest

from jinban.kit.claims import LEASE
from jinban.kit.patience import DELAYS, LIMIT
from jinban.kit.worker import Loop
from jinban.messages import actions, adapters
from jinban.messages.adapters import NotSent
from jinban.messages.events import Resent, WechatBound, WechatUnbound
from jinban.messages.models import Message, Sending, Subscriber
from jinban.people.actors import CLOCK
from tests.messages.gateways import Gateway, WeChatServer, serving
from tests.messages.told import PHONE, TUESDAY_9AM, WORDS, somebody, tell, texts
from tests.world import facts_of, in_threads, queries, refused

OPENID = "oABCDEFGHIJKLMNOPQRSTUVWXYZ1"
SECOND = timedelta(seconds=1)
BY = {"by": CLOCK, "at": TUESDAY_9AM}


class Post:
    """A channel that remembers what it was given, and fails as often as asked."""

    def __init__(self, *faults: NotSent | Exception) -> None:
        self.faults, self.sent = list(faults), []

    def send(self, letter):
        self.sent.append(letter)
        if self.faults:
            raise self.faults.pop(0)
        return f"R{len(self.sent)}"


def due(count: int = 1, channel: str = "sms", **more) -> list[Sending]:
    """So many messages to one applicant that wait for a channel."""
    texts()
    one = somebody(**more)
    messages = [tell(one, values={"due": date(2024, 5, 14)}, key=str(number)) for number in range(count)]
    return [Sending.objects.create(message=message, channel=channel, due_at=TUESDAY_9AM) for message in messages]


def words_of(kind: str, key: str):
    return WORDS


def send(post: Post, at=TUESDAY_9AM, *, channel="sms", told=TUESDAY_9AM, words=words_of, worker="a") -> int:
    return actions.send_due({channel: post}, words, at=at, told=told, worker=worker)


def state(sending: Sending) -> tuple[str, int, str]:
    sending.refresh_from_db()
    return sending.state, sending.tries, sending.error


@pytest.mark.django_db
def test_what_is_due_is_sent_once_and_kept_with_whom_and_when():
    (sending,) = due()
    post = Post()

    tried = [send(post, TUESDAY_9AM + n * LEASE) for n in range(3)]

    assert tried == [1, 0, 0]
    assert [(letter.key, letter.to, letter.text) for letter in post.sent] == [
        (f"sms-{sending.pk}", PHONE, "“临时救助”（420281202405071000016）当天已受理，最晚2024年5月14日（周二）有结果。")
    ]
    assert state(sending) == ("sent", 1, "")
    assert (sending.to, sending.reference, sending.sent_at) == ("138****0000", "R1", TUESDAY_9AM)


@pytest.mark.django_db
def test_what_a_clock_put_down_that_ran_ahead_does_not_wait_for_that_day():
    (sending,) = due()
    row, ahead = Sending.objects.filter(pk=sending.pk), TUESDAY_9AM + timedelta(days=1)

    row.update(due_at=ahead)
    first = send(Post())
    row.update(state="claimed", sent_at=None, lease_until=ahead)
    second = send(Post())
    row.update(state="due", sent_at=None, due_at=TUESDAY_9AM + DELAYS[-1], lease_until=None)

    assert (first, second, send(Post())) == (1, 1, 0)


@pytest.mark.django_db
def test_tries_wait_longer_each_time_and_stop_at_the_limit_until_somebody_sends_again():
    (sending,) = due()
    post = Post(*[NotSent("对方答复 HTTP 500", down=True)] * LIMIT)
    at, waits = TUESDAY_9AM, []
    for _ in range(LIMIT - 1):
        send(post, at)
        sending.refresh_from_db()
        waits.append(sending.due_at - at)
        assert send(post, sending.due_at - SECOND) == 0
        at = sending.due_at
    send(post, at)
    stopped = state(sending)

    with refused("这条通知没有发送失败，不用重发。"):
        actions.resend(Sending(pk=0, channel="sms", message_id=0), **BY)
    actions.resend(sending, **BY)
    send(post, at)

    assert tuple(waits) == DELAYS
    assert stopped == ("failed", LIMIT, "对方答复 HTTP 500")
    assert {letter.key for letter in post.sent} == {f"sms-{sending.pk}"}
    assert state(sending) == ("sent", 1, "")
    assert facts_of(sending) == [Resent]


@pytest.mark.django_db
def test_what_cannot_mend_fails_at_once_what_nobody_can_have_is_skipped_and_a_bug_is_kept_without_its_words():
    sendings = due(5)
    post = Post(
        NotSent("微信答复 40037", "never"), NotSent("本人没有订阅或者拒收（43101）", "skip"), ZeroDivisionError("余春花 13871230000")
    )  # fmt: skip

    send(post)

    assert state(sendings[0]) == ("failed", 1, "微信答复 40037")
    assert state(sendings[1]) == ("skipped", 1, "本人没有订阅或者拒收（43101）")
    assert state(sendings[2])[:2] == ("due", 1)
    assert sendings[2].error.startswith("ZeroDivisionError，在 messages/test_sending.py 第 ")
    assert "余春花" not in sendings[2].error
    assert [state(one)[0] for one in sendings[3:]] == ["sent", "sent"]


@pytest.mark.django_db
def test_a_channel_that_is_away_is_left_alone_for_this_round_and_the_other_goes_on():
    first, second = due(2)
    card = Sending.objects.create(message=second.message, channel="wechat", due_at=TUESDAY_9AM)
    actions.bind_wechat(second.message.applicant, OPENID, **BY)
    away, post = Post(NotSent("连不上（URLError）", down=True)), Post()

    tried = actions.send_due({"sms": away, "wechat": post}, words_of, at=TUESDAY_9AM, told=TUESDAY_9AM, worker="a")

    assert (tried, len(away.sent), len(post.sent)) == (2, 1, 1)
    assert (state(first), state(second), state(card)[0]) == (("due", 1, "连不上（URLError）"), ("due", 0, ""), "sent")


@pytest.mark.django_db
def test_nobody_is_woken_and_without_a_channel_nothing_is_asked():
    due()
    night = TUESDAY_9AM.replace(hour=13)  # nine in the evening in China

    with queries(0):
        assert send(Post(), told=night) == 0
        assert actions.send_due({}, words_of, at=TUESDAY_9AM, told=TUESDAY_9AM, worker="a") == 0
    assert send(Post(), told=night - SECOND) == 1


@pytest.mark.django_db
def test_who_has_no_mobile_and_what_is_gone_is_skipped_and_an_organisation_is_told_through_its_person():
    (landline,) = due(phone="07148720000")
    post = Post()
    send(post)
    person = somebody(number="42028119900101004X", phone="13900000001")
    shop = somebody(number="91350100M000100Y43", phone="", id_type="credit", responsible=person)
    (firm,) = [Sending.objects.create(message=tell(shop), channel="sms", due_at=TUESDAY_9AM)]
    send(post)
    (gone,) = [Sending.objects.create(message=tell(person), channel="sms", due_at=TUESDAY_9AM)]
    send(post, words=lambda kind, key: None)
    (wordless,) = [Sending.objects.create(message=tell(person, "denied"), channel="sms", due_at=TUESDAY_9AM)]
    send(post)

    assert state(landline) == ("skipped", 1, "没有留手机号")
    assert (state(firm)[0], [letter.to for letter in post.sent]) == ("sent", ["13900000001"])
    assert state(gone) == ("skipped", 1, "办件已经不在了")
    assert state(wordless) == ("failed", 1, "没有这种通知的文字，请装入messages表")


@pytest.mark.django_db
def test_a_killed_worker_s_message_is_sent_again_under_the_same_key_when_the_lease_ends():
    (sending,) = due()
    Sending.objects.update(state="claimed", claimed_by="killed", lease_until=TUESDAY_9AM + LEASE, tries=1)
    post = Post()

    tried = [send(post, TUESDAY_9AM + LEASE - SECOND), send(post, TUESDAY_9AM + LEASE)]
    Sending.objects.update(state="claimed", sent_at=None, lease_until=TUESDAY_9AM, tries=LIMIT)
    send(post, TUESDAY_9AM + LEASE)

    assert tried == [0, 1]
    assert [letter.key for letter in post.sent] == [f"sms-{sending.pk}"]
    assert state(sending) == ("failed", LIMIT, "每次都没有做完，进程就停了")


@pytest.mark.django_db
def test_after_a_long_outage_all_that_failed_is_sent_again_at_once():
    sendings = due(3)
    Sending.objects.exclude(pk=sendings[0].pk).update(state="failed", tries=LIMIT)

    count = actions.resend_all(**BY)

    assert (count, actions.resend_all(**BY)) == (2, 0)
    assert send(Post(), TUESDAY_9AM + SECOND) == 3


@pytest.mark.django_db
def test_an_account_at_wechat_is_bound_sealed_and_unbound():
    one = somebody()
    with refused("这不是微信给的号，请从微信里重新打开再绑定。"):
        actions.bind_wechat(one, "余春花", **BY)
    actions.bind_wechat(one, OPENID[:-1] + "0", **BY)
    actions.bind_wechat(one, OPENID, **BY)
    kept = Subscriber.objects.get().openid_sealed
    actions.unbind_wechat(one, **BY)

    assert OPENID not in kept
    assert facts_of(one)[-3:] == [WechatBound, WechatBound, WechatUnbound]
    with refused("没有绑定微信，不用解除。"):
        actions.unbind_wechat(one, **BY)


def test_the_worker_sends_over_both_channels_as_they_are_configured(db_clean, settings, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    texts()
    one = somebody()
    actions.bind_wechat(one, OPENID, **BY)
    with serving(Gateway()) as gateway, serving(WeChatServer()) as wechat:
        settings.MESSAGES = {"sms": gateway.given, "wechat": wechat.given}

        def errand(*, at, told, worker):
            return actions.send_due(adapters.configured(), words_of, at=at, told=told, worker=worker)

        loop = Loop({}, worker="a", clock=lambda: TUESDAY_9AM, errands=[errand])
        loop.once()
        tell(one, values={"due": date(2024, 5, 14)})
        done = [loop.once(), loop.once()]

    assert done == [2, 0]
    assert set(Sending.objects.values_list("channel", "state", "to")) == {
        ("sms", "sent", "138****0000"), ("wechat", "sent", "oABCDE" + "*" * 18 + "XYZ1"),
    }  # fmt: skip
    assert [taken["mobile"] for taken in gateway.taken] == [PHONE]
    assert [taken["data"]["date3"]["value"] for taken in wechat.taken] == ["2024年5月14日"]


def test_two_workers_send_each_message_once(db_clean):
    due(12)
    post = Post()

    tried = in_threads(3, lambda number: send(post, worker=f"w{number}"))

    while send(post):
        pass
    assert sum(tried) >= 10
    assert len({letter.key for letter in post.sent}) == len(post.sent) == Message.objects.count() == 12
