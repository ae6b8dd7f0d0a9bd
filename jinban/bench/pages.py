"""Pages of citizens and their peers: the same template with its values ready, and the same letters without a template."""

import threading
from functools import lru_cache
from typing import Any

from django.template.base import Template
from django.template.context import Context, RequestContext
from django.test import Client

# The first two are the same for everybody; the list for somebody's answers is drawn each time.
PAGES = {
    "home": "/",
    "guide": "/items/linshi-jiuzhu",
    "answers": "/items/linshi-jiuzhu?who=self&trouble=illness&relief=no",
}
ALIKE = ("home", "guide")
_one_at_a_time = threading.Lock()


@lru_cache(maxsize=8)
def values_of(name: str) -> tuple[str, dict[str, Any]]:
    """The template of a page and the values it was rendered with, asked of the site in this process once. LookupError for a
    page that is not one of ours."""
    seen: list[tuple[str, dict[str, Any]]] = []
    mine = threading.get_ident()

    def watch(template: Template, context: Context) -> str:
        # A part that the view draws beforehand has no request.
        if not seen and isinstance(context, RequestContext) and threading.get_ident() == mine:
            seen.append((str(template.name), _given(context)))
        return rendered(template, context)

    with _one_at_a_time:
        rendered = Template._render
        Template._render = watch  # type: ignore[method-assign]
        try:
            # With words in its address a page is drawn anew, whatever the site keeps.
            _answer(f"{PAGES[name]}{'&' if '?' in PAGES[name] else '?'}view=normal")
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
    return _answer(PAGES[name])


def _answer(path: str) -> str:
    answer = Client(SERVER_NAME="127.0.0.1").get(path)
    if answer.status_code != 200:
        raise LookupError(f"{path}: {answer.status_code}")
    return answer.content.decode()
