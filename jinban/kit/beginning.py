"""The beginning of a word, by its index on both databases."""

from django.db import connection
from django.db.models import Q

LAST = chr(0x10FFFF)


def begins(column: str, start: str) -> Q:
    """Rows whose column begins with this text, as it is written. SQLite finds a span, for its LIKE uses no index here;
    PostgreSQL sorts by language, so that there only LIKE is right, with the index that Django makes for it."""
    if connection.vendor != "sqlite":
        return Q(**{f"{column}__startswith": start})
    return Q(**{f"{column}__gte": start, f"{column}__lt": f"{start}{LAST}"})
