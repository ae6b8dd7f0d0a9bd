"""Where 近办 keeps its files, keys and default database on this machine."""

import os
from pathlib import Path


def home() -> Path:
    """The folder named by JINBAN_HOME (default: `var` in the working folder), made when absent, for us alone."""
    folder = Path(os.environ.get("JINBAN_HOME", "var")).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
