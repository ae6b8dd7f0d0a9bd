"""Two pages of citizens and their peers: the same template with its values ready, and the same letters without a template."""

from functools import lru_cache
from typing import Any

from django.template.base import Template
from django.template.context import Context
from django.test import Client

PAGES = {"home": "/", "guide": "/items/linshi-jiuzhu"}


@lru_cache(maxsize=8)
def values_of(name: str) -> tuple[str, dict[str, Any]]:
    """The template of a page and the values it was rendered with, asked of the site in this process once."""
    seen: list[tuple[str, dict[str, Any]]] = []
    rendered = Template._render

    def watch(template: Template, context: Context) -> str:
        if not seen:
            seen.append((str(template.name), _given(context)))
        return rendered(template, context)

    Template._render = watch  # type: ignore[method-assign]
    try:
        text_of(name)
    finally:
        Template._render = rendered  # type: ignore[method-assign]
    return seen[0]


def _given(context: Any) -> dict[str, Any]:
    """What the view itself gave, without what every page may show."""
    found: dict[str, Any] = {}
    for values in context.dicts[context._processors_index + 1 :]:
        found |= values
    return found


@lru_cache(maxsize=8)
def text_of(name: str) -> str:
    """The page as the site answers it. LookupError for a page that is not one of ours."""
    answer = Client(SERVER_NAME="127.0.0.1").get(PAGES[name])
    if answer.status_code != 200:
        raise LookupError(f"{PAGES[name]}: {answer.status_code}")
    return answer.content.decode()
