"""What a database says about itself: that it is a demonstration; which version caches may keep."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeVar

from django.db import models

from jinban.kit import narrow

DEMO = "demo"
SCALE = "replay.scale"
WORKER = "worker"


T = TypeVar("T")
_steady: ContextVar[dict[str, Any] | None] = ContextVar("steady", default=None)


class Mark(models.Model):
    """One word about the whole database, with the moment it was set."""

    key = models.CharField(primary_key=True, max_length=40)
    value = models.CharField(max_length=200, blank=True)
    set_at = models.DateTimeField()

    class Meta:
        app_label = "kit"

    def __str__(self) -> str:
        return self.key


def is_demo() -> bool:
    """Whether this database holds invented people and cases; every page and paper of it says 演示."""
    return read(DEMO) is not None


def scale() -> str:
    """The part of a year's cases that a demonstration holds, as `1/20`; empty where it holds all of them or none."""
    mark = read(SCALE)
    return mark.value if mark and mark.value != "1" else ""


def set_demo(*, at: datetime) -> None:
    """Mark this database as a demonstration, for good. A second call changes nothing."""
    Mark.objects.get_or_create(pk=DEMO, defaults={"value": "1", "set_at": at})
    forget()


def stamp(key: str, *, at: datetime) -> None:
    """Say that the data behind `key` has changed, so that what processes keep of it is read anew."""
    Mark.objects.update_or_create(pk=key, defaults={"value": uuid.uuid4().hex, "set_at": at})
    forget()


def version(key: str) -> str:
    """A word that differs after every `stamp`, in this and any other database; empty before the first."""
    mark = read(key)
    return mark.value if mark else ""


def read(key: str) -> Mark | None:
    """The mark with this key; None before it is set. Within `steady` all marks are read at once, for they are few."""
    if _steady.get() is None:
        return Mark.objects.filter(pk=key).first()
    return steadily("marks", lambda: {mark.pk: mark for mark in narrow.every(Mark)}).get(key)


def keep(key: str, value: str, *, at: datetime) -> None:
    """Set a mark to this value, whatever it was before."""
    if not Mark.objects.filter(pk=key).update(value=value, set_at=at):
        Mark.objects.create(pk=key, value=value, set_at=at)
    forget()


def keep_first(key: str, value: str, *, at: datetime) -> None:
    """Set a mark that is set once and for all; a later call changes nothing."""
    Mark.objects.get_or_create(pk=key, defaults={"value": value, "set_at": at})
    forget()


def forget() -> None:
    """Within `steady`: what is kept in a row of somebody else's has changed, ask again."""
    if (kept := _steady.get()) is not None:
        kept.clear()


@contextmanager
def steady() -> Iterator[None]:
    """Within one request, or one transaction that does a lot, ask only once what a database says about itself. What somebody
    else stamps meanwhile is seen after the block; what this one stamps, at once."""
    token = _steady.set({})
    try:
        yield
    finally:
        _steady.reset(token)


def steadily(key: str, read: Callable[[], T]) -> T:
    """What `read` says about the whole database; within `steady` it is asked once."""
    kept = _steady.get()
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    found: T = kept[key]
    return found
