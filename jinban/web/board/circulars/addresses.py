"""Where a number of a circular is found, as pages link to it and as a Word file on somebody's desk does."""

from datetime import date
from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import reverse

from jinban.circular.figures import Ref


def figure_path(circular: int, key: str) -> str:
    """The page of a number, on this site."""
    return reverse("circular-figure", args=(circular, key))


def live_path(named: Ref, period: str, day: date) -> str:
    """Where a number stands on the board as it is now, what stands looked at on a day."""
    narrowed = {named.dimension: named.code} if named.dimension else {}
    asked = urlencode({"period": period, "on": day.isoformat(), **narrowed})
    return f"{reverse('board-rows', args=(named.figure.key,))}?{asked}"


def figure_page(circular: int, key: str) -> str:
    """The same with the name of the site, for papers."""
    return f"{settings.SITE}{quote(figure_path(circular, key), safe='/%@=.:')}"
