"""Every address of the site by its name, read from the URLconf."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def routes() -> Iterator[str]:
    """The name of every address in the URLconf."""

    def walk(resolver: URLResolver, space: str) -> Iterator[str]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                yield space + (entry.name or str(entry.pattern))
            else:
                yield from walk(entry, space + (f"{entry.namespace}:" if entry.namespace else ""))

    yield from walk(get_resolver(), "")
