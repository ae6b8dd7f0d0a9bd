"""Somebody at the window: what a clerk posts, and the words of the page that answers."""

import re
from typing import Any

from django.test import Client

from tests.play import INSURE, RELIEF, answers, papers, resident_number

FIELDS = {
    RELIEF: {
        "f_members": "3",
        "f_trouble_day": "20240301",
        "f_trouble_text": "突得重病",
        "f_bank": "6222020000000000000",
    },
    INSURE: {"f_home": "南山村一组"},
}


def visit(
    item: str = INSURE, *, do: str = "receive", key: str = "a1", lacking: tuple[str, ...] = (), **changes: Any
) -> dict:
    """What a clerk posts: a person, the first answers, every paper handed in but those that lack, the fields."""
    given = answers(item)
    states = {f"m_{name}": "missing" if name in lacking else "handed" for name in papers(item, given)}
    typed = {"id_type": "resident", "number": resident_number(7), "name": "余小禾", "phone": "13800000001"}
    asked = {f"q_{name}": value for name, value in given.items()}
    return {"key": key, "do": do, **typed, **asked, **states, **FIELDS.get(item, {}), **changes}


def post(client: Client, data: dict, item: str = INSURE, **headers: str):
    return client.post(f"/counter/take-in?item={item}", data, headers=headers)


def plain(answer: Any) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))
