"""From where a request comes."""

from django.conf import settings
from django.http import HttpRequest


def of(request: HttpRequest) -> str:
    """The address of whoever asks. Behind our own proxy it is the last hop of X-Forwarded-For, which that proxy wrote;
    those before it anybody may have written. Without a proxy the header means nothing."""
    hops = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    return hops.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
