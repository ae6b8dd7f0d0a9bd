"""Where 近办 keeps its files, keys and default database on this machine."""

import os
from functools import lru_cache
from pathlib import Path


def home() -> Path:
    """The folder named by JINBAN_HOME (default: `var` in the working folder), made when absent, for us alone."""
    return _made(os.environ.get("JINBAN_HOME", "var"), str(Path.cwd()))


@lru_cache(maxsize=8)
def _made(folder: str, working: str) -> Path:
    place = Path(working, folder).resolve()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place
