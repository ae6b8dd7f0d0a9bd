"""Accepting is measured over the real form; the limit asks the database the very words that the site asks it."""

import asyncio
from collections import Counter

from jinban.bench import accept, recording
from jinban.bench.actions import limit
from jinban.bench.counter import FORM, served
from jinban.cases.models import Case, CaseMaterial, Once
from jinban.kit.models import Event
from jinban.messages.models import Message
from jinban.people.models import Applicant
from tests.bench.conftest import SERVED


def rows() -> Counter:
    models = (Applicant, Case, CaseMaterial, Event, Message, Once)
    return Counter({model.__name__: model.objects.count() for model in models})


def test_the_limit_asks_the_words_of_the_served_request_and_the_plain_way_leaves_the_same_rows(port):
    clerk = accept.crew_of(port, 1, "accept")[0]

    async def over_http(path: str) -> list[recording.Said]:
        answers = [await clerk.visitor.post(path, clerk.filled()) for _ in range(3)]
        assert [served(answer) for answer in answers] == [True] * 3
        await clerk.visitor.close()
        return list(SERVED)

    asyncio.run(accept.opened(clerk))
    before = rows()
    by_the_site = asyncio.run(over_http(FORM))
    rows_of_the_site = rows() - before
    request = recording.record(FORM, clerk.filled(), clerk.visitor.cookies)
    before = rows()
    replayed = limit.run({**recording.spec([request]), "connections": 1, "most": 3}, 5.0)
    rows_of_the_limit = rows() - before
    before = rows()
    asyncio.run(over_http(accept.PLAIN))
    rows_of_the_plain_way = rows() - before

    assert [said.text for said in request.said] == [said.text for said in by_the_site]
    assert (replayed["count"], replayed["faults"], replayed["fault"]) == (3, 0, "")
    assert rows_of_the_limit == rows_of_the_site == rows_of_the_plain_way
    assert Case.objects.filter(stage=request.stage, number__startswith="9").count() == 3
