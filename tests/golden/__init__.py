"""Files that hold what must not change unseen. `JINBAN_GOLDEN=write pytest …` writes them anew, to be read in the diff."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent


def is_golden(name: str, text: str) -> bool:
    """Whether this text is what the golden file holds."""
    kept = FOLDER / name
    if os.environ.get("JINBAN_GOLDEN") == "write":
        kept.write_text(text, encoding="utf-8")
    return kept.exists() and kept.read_text(encoding="utf-8") == text
