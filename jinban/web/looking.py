"""Who looked at somebody's data, with the names of outside systems."""

from collections.abc import Sequence
from dataclasses import replace

from jinban.people.looks import Look
from jinban.systems import queries as systems


def named(looks: Sequence[Look]) -> list[Look]:
    """These looks, each of an outside system with its name; one question where there is any, else none."""
    names = systems.names({look.event.by_id for look in looks if look.event.by_kind == "system"})
    return [
        replace(look, system=names.get(look.event.by_id, "")) if look.event.by_kind == "system" else look
        for look in looks
    ]
