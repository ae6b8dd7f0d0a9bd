"""circular.yaml: each fault with its line and its path; a second load writes nothing, a changed one the next version."""

from pathlib import Path

import msgspec
import pytest
import yaml

from jinban.circular import actions, queries
from jinban.circular.models import Outline
from jinban.loading.load import DATA, apply, read
from jinban.people.actors import system
from tests.circular.circulars import JANUARY, drafted
from tests.play import BUSINESS, DAY, MONDAY, seat

pytestmark = pytest.mark.usefixtures("city")
SAID = (DATA / "circular.yaml").read_text("utf-8")


def folder(tmp_path: Path, text: str) -> Path:
    """The city's folder with another file of outlines."""
    for path in DATA.iterdir():
        if path.name != "circular.yaml":
            (tmp_path / path.name).symlink_to(path)
    (tmp_path / "circular.yaml").write_text(text, "utf-8")
    return tmp_path


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


@pytest.mark.parametrize(
    ("old", "new", "at", "sentence"),
    [
        ("{cases.decided}", "{cases.decide}", "{cases.decide}", "没有“cases.decide”这个数字，请照数字目录写。"),
        ("{cases.early}件", "{cases.early件", "{cases.early件", "花括号没有成对，数字要写成 {名称} 的样子。"),
        ("figure: cases.materials_waived,", "figure: cases.no,", "figure: cases.no,", "没有“cases.no”这个数字，请照数字目录写。"),
        (
            "key: situation.platform", "key: situation.services", "heading: （二）平台下沉",
            "“situation.services”用了两次，每个部分的编号要不同。",
        ),
        ("kind: bulletin", "kind: annual", "kind: annual", "同一种底稿写了两份，请删去一份。"),
        ("annex: ", "anex: ", "anex: ", "不认识“anex”这一项，请改名或删去。"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line(tmp_path, old, new, at, sentence):
    text = SAID.replace(old, new, 1)

    found = read(folder(tmp_path, text)).faults

    assert [one.sentence for one in found] == [sentence]
    if "两" not in sentence:
        assert abs(found[0].place.row - line_of(text, at)) <= 1


def test_a_city_without_outlines_loads(tmp_path):
    (tmp_path / "a").mkdir()
    place = folder(tmp_path / "a", SAID)
    (place / "circular.yaml").unlink()

    city = read(place)

    assert (city.faults, city.outlines) == ([], None)


def test_the_same_outlines_again_change_nothing_and_others_are_the_next_version(tmp_path):
    before = Outline.objects.count()
    same = apply(read(DATA), by=system("loader"), at=MONDAY)
    (tmp_path / "b").mkdir()
    text = SAID.replace("真正做到家门口办得成、办得快", "让群众少跑路")

    written = apply(read(folder(tmp_path / "b", text)), by=system("loader"), at=MONDAY)

    assert (same["outlines"], written["outlines"], Outline.objects.count()) == (0, 1, before + 1)
    now = queries.outline(queries.outline_on("annual", (MONDAY + DAY).date()))
    old = queries.outline(queries.outline_on("annual", (MONDAY - DAY).date()))
    assert "让群众少跑路" in str(now)
    assert "让群众少跑路" not in str(old)


def test_the_same_file_again_does_not_undo_what_an_office_has_kept():
    circular = drafted()
    text = queries.text_of(circular)
    actions.revise(circular, by=seat(BUSINESS), at=JANUARY, text=msgspec.structs.replace(text, issuer="某办"))
    kept = actions.keep_outline(circular, by=seat(BUSINESS), at=JANUARY)

    written = apply(read(DATA), by=system("loader"), at=JANUARY + DAY)

    assert (kept, written["outlines"]) == (True, 0)
    assert queries.outline(queries.outline_on("annual", (JANUARY + DAY).date())).issuer == "某办"


def test_the_file_holds_every_section_and_no_number_of_a_year():
    outlines = {row["kind"]: row for row in yaml.safe_load(SAID)["outlines"]}

    assert set(outlines) == {"annual", "bulletin"}
    for number in ("13828", "54181", "68009", "385", "16767", "6757"):
        assert number not in SAID
