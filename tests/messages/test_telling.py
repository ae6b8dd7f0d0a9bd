"""Telling: one row, once, in the caller's transaction; shown in the city's words."""

from datetime import date

import pytest
from django.db import transaction

from jinban.kit import marks
from jinban.messages import actions, queries
from jinban.messages.events import TemplatePut
from jinban.messages.models import Message, Sending, Template
from jinban.people.actors import CLOCK, system
from tests.messages.told import TEXTS, TUESDAY_9AM, WORDS, somebody, tell, texts
from tests.world import facts_of, refused
from tests.world import queries as asked

pytestmark = pytest.mark.django_db

GIVEN = {"sms": {"url": "https://sms.example/send", "key": "k", "sign": "大冶政务"}}
DUE = date(2024, 5, 14)


def test_to_tell_is_one_insert_and_to_read_all_of_a_case_one_question():
    texts()
    one = somebody()

    with asked(1):
        message = tell(one, values={"due": DUE, "day": date(2024, 5, 7), "note": 5}, event="cases.accepted")
    tell(one, "received")

    with asked(1):
        latest, first = queries.about(one, WORDS)
    assert (message.values, message.day, message.by_kind) == (
        {"due": "2024-05-14", "day": "2024-05-07", "note": 5}, date(2024, 5, 7), "clock",
    )  # fmt: skip
    assert (first.title, first.label, first.note, first.sent) == ("已经受理", "已受理", 5, ())
    assert (
        first.text == "“临时救助”（420281202405071000016）2024年5月7日（周二）已受理，最晚2024年5月14日（周二）有结果。"
    )
    assert (latest.title, latest.text) == ("收到了", "“临时救助”已收件。")
    assert not Sending.objects.exists()


def test_the_same_is_told_once_and_another_event_or_key_again():
    one, other = somebody(), somebody(number="42028119900101004X")

    told = [tell(one), tell(one), tell(one, key="2024-05-08"), tell(one, event="cases.accepted"), tell(one, "received")]
    told += [
        actions.tell(other.pk, "accepted", one, by=CLOCK, at=TUESDAY_9AM),
        actions.tell(None, "accepted", one, by=CLOCK, at=TUESDAY_9AM),
    ]

    assert [message is not None for message in told] == [True, False, True, True, True, True, False]
    assert Message.objects.count() == 5
    assert [one.template for one in queries.about(one, WORDS, applicant=other.pk)] == ["accepted"]


def test_what_the_caller_undoes_was_never_told():
    one = somebody()

    with transaction.atomic():
        tell(one)
        transaction.set_rollback(True)

    assert queries.about(one, WORDS) == []


def test_a_kind_without_the_city_s_words_says_at_least_what_it_is_about():
    one = somebody()
    tell(one)

    (told,) = queries.about(one, WORDS)

    assert (told.title, told.text) == ("已受理", "“临时救助”（420281202405071000016）")


def test_sendings_are_made_for_configured_channels_of_the_text_and_never_in_a_demonstration(settings):
    texts()
    one = somebody()
    settings.MESSAGES = GIVEN
    tell(one)
    tell(one, "received")
    marks.set_demo(at=TUESDAY_9AM)
    tell(one, key="demo")

    assert list(Sending.objects.values_list("message__template", "message__key", "channel", "state")) == [
        ("accepted", "", "sms", "due")
    ]


def test_texts_are_put_once_and_a_changed_one_is_an_event():
    texts()
    texts()
    before = facts_of(Template.objects.get(pk="accepted"))

    actions.put_templates([TEXTS[0] | {"title": "受理了"}], by=system("loader"), at=TUESDAY_9AM)

    assert before == [TemplatePut]
    assert facts_of(Template.objects.get(pk="accepted")) == [TemplatePut, TemplatePut]
    assert Template.objects.get(pk="received").title == "收到了"


def test_a_text_that_cannot_be_filled_is_refused_by_name():
    def put(**changes):
        actions.put_templates([TEXTS[0] | changes], by=system("loader"), at=TUESDAY_9AM)

    with refused("accepted：每种通知都要放进站内，请加上site。"):
        put(channels=("sms",))
    with refused("没有“acepted”这种通知。"):
        put(code="acepted")
    with refused("accepted：“已受理”没有“name”这个字段，可以用：item、number、place、phone、office、link、day、due。"):
        put(text="{name}")
    assert not Template.objects.exists()
