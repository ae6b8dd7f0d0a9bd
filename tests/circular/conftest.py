"""LibreOffice for the tests that read a printed page."""

import os
import shutil

import pytest

NEEDED = ("soffice", "pdftotext", "pdftoppm")


@pytest.fixture(scope="session")
def soffice() -> None:
    """Without LibreOffice the test is left out, but where CI is set that is a failure."""
    lacking = [program for program in NEEDED if shutil.which(program) is None]
    if lacking and os.environ.get("CI"):
        pytest.fail(f"not installed: {', '.join(lacking)}")
    if lacking:
        pytest.skip(f"not installed: {', '.join(lacking)}")
