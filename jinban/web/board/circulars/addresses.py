"""Where a number of a circular is found, as pages link to it and as a Word file on somebody's desk does."""

from urllib.parse import quote

from django.conf import settings
from django.urls import reverse


def figure_path(circular: int, key: str) -> str:
    """The page of a number, on this site."""
    return reverse("circular-figure", args=(circular, key))


def figure_page(circular: int, key: str) -> str:
    """The same with the name of the site, for papers."""
    return f"{settings.SITE}{quote(figure_path(circular, key), safe='/%@=.:')}"
