"""The pages of docs/ that are drawn from the code: the map, the lives, the permits, the figures, the API."""

from jinban.commands.docs import figures, lives, map, openapi, permits
from jinban.commands.docs.rooms import furnish

__all__ = ["pages"]


def pages() -> dict[str, str]:
    """Every generated page: its path under docs/ and its text. The same code gives the same text."""
    furnish()
    return {
        "map.md": map.page(),
        **lives.pages(),
        "permits.md": permits.page(),
        "figures.md": figures.page(),
        "openapi.json": openapi.page(),
    }
