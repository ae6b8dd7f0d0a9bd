"""Every address of the URLconf, without a browser: it has a sample, answers, is light, and asks the database no more
for many rows than for few."""

import gzip
import re

import pytest
from django.test import Client

from tests.doors.test_sign_in import signed_in
from tests.lived import Town, lived_in
from tests.play import MONDAY
from tests.samples import SAMPLES, File, Page, routes
from tests.world import queries_of

PAGES = {name: sample for name, sample in SAMPLES.items() if isinstance(sample, Page)}
FILES = {name: sample for name, sample in SAMPLES.items() if isinstance(sample, File)}
WARM = 15_000  # bytes of a citizen's page, gzipped, without what the browser keeps (ux.md)
DESK = 40_000  # bytes of a staff page, likewise


def opened(sample: Page, town: Town, clients: dict[str, Client]) -> tuple[Client, str]:
    """The page's address, and somebody who may open it."""
    if sample.code:
        follower = Client()
        ending = sample.ending(town) if sample.ending else ""
        follower.post("/track", {"code": sample.code(town), "ending": ending})
        return follower, sample.path(town)
    if sample.who not in clients:
        clients[sample.who] = signed_in(sample.who) if sample.who else Client()
    return clients[sample.who], sample.path(town)


def answered(sample: Page, town: Town, client: Client, path: str):
    """What the page answers, with no letter compressed."""
    plain = {"accept-encoding": ""}
    return client.post(path, sample.post(town), headers=plain) if sample.post else client.get(path, headers=plain)


def test_every_address_has_a_sample_and_every_sample_an_address():
    assert sorted(SAMPLES) == sorted(routes())


def test_every_page_answers_and_is_light(city):
    town, clients = lived_in(MONDAY), {}
    heavy, broken = [], []
    for name, sample in PAGES.items():
        client, path = opened(sample, town, clients)
        answer = answered(sample, town, client, path)
        if answer.status_code != 200:
            broken.append((name, answer.status_code))
        if len(gzip.compress(answer.content)) > (DESK if sample.who else WARM):
            heavy.append((name, len(gzip.compress(answer.content))))

    assert broken == []
    assert heavy == []


@pytest.mark.parametrize("name", ["admin-looks", "admin-deliveries", "admin-messages", "counter:find", "office-find"])
def test_the_samples_of_lists_have_rows(city, name):
    town, sample = lived_in(MONDAY), PAGES[name]

    client, path = opened(sample, town, {})

    assert re.search(r"<tbody>\s*<tr", answered(sample, town, client, path).content.decode())


def test_a_faulty_form_is_answered_422_with_the_form_again(city):
    town, clients = lived_in(MONDAY), {}
    answers = {}
    for name, sample in PAGES.items():
        if sample.empty_post:
            client, path = opened(sample, town, clients)
            answer = client.post(path, {"sent": "with nothing in it"})
            answers[name] = (answer.status_code, "错误：" in answer.content.decode())

    assert answers == {name: (422, True) for name, sample in PAGES.items() if sample.empty_post}


def test_no_page_asks_more_for_many_rows_than_for_few(city):
    few_town, clients = lived_in(MONDAY, more=1), {}
    few = {name: asked(sample, few_town, clients) for name, sample in PAGES.items()}

    many_town = lived_in(MONDAY, more=6)
    many = {name: asked(sample, many_town, clients) for name, sample in PAGES.items()}

    assert {name: (few[name], many[name]) for name in PAGES if many[name] > few[name]} == {}


def test_every_file_comes_whole_under_a_name_and_asks_no_more_for_many_rows_than_for_few(city):
    def fetched(sample: File, town: Town) -> int:
        if sample.who not in clients:
            clients[sample.who] = signed_in(sample.who)
        client = clients[sample.who]

        def fetch() -> None:
            answer = client.get(sample.path(town), headers={"accept-encoding": ""})
            assert (answer.status_code, answer["Content-Type"]) == (200, sample.kind)
            assert answer["Content-Disposition"].startswith("attachment; filename")
            assert answer.getvalue()

        fetch()
        return queries_of(fetch)

    few_town, clients = lived_in(MONDAY, more=1), {}
    few = {name: fetched(sample, few_town) for name, sample in FILES.items()}

    many_town = lived_in(MONDAY, more=6)

    assert {name: fetched(sample, many_town) for name, sample in FILES.items()} == few


def asked(sample: Page, town: Town, clients: dict[str, Client]) -> int:
    client, path = opened(sample, town, clients)
    answered(sample, town, client, path)
    return queries_of(lambda: answered(sample, town, client, path))


@pytest.mark.parametrize("path", ["/nowhere", "/items/no-such-item", "/places/420281999000", "/staff/nowhere"])
def test_an_unknown_address_is_a_calm_404(city, path):
    answer = Client().get(path)

    assert answer.status_code == 404
    assert "没有" in answer.content.decode()
