"""A large file with thirty faults: all of them named in one go, then the corrected one counted exactly. Once, on SQLite."""

import pytest

from tests.gathering.test_files import whole_story


@pytest.mark.slow
@pytest.mark.usefixtures("city")
def test_fifty_thousand_rows_with_thirty_faults():
    whole_story(50_000)
