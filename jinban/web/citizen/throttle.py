"""So many tries in so much time. Counted in the cache of the process, by machine time."""

from django.core.cache import cache


def spent(key: str, *, most: int) -> bool:
    """Whether this key has used up its tries."""
    return (cache.get(f"tries:{key}") or 0) >= most


def count(key: str, *, seconds: int) -> None:
    """One more try; all are forgotten so many seconds after the first."""
    name = f"tries:{key}"
    if not cache.add(name, 1, seconds):
        try:
            cache.incr(name)
        except ValueError:  # forgotten between the two calls
            cache.add(name, 1, seconds)
