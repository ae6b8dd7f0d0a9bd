"""The generated pages: drawn from the code, checked against it."""

import pytest
from django.core.management import call_command

from jinban.commands.docs import pages
from jinban.commands.docs.lives import picture, together
from jinban.kit.figures import FIGURES
from jinban.kit.life import LIVES


@pytest.fixture
def written(tmp_path):
    call_command("docs", "--write", into=tmp_path, verbosity=0)
    return tmp_path


def test_fresh_pages_pass_the_check(written):
    call_command("docs", "--check", into=written)


def test_a_stale_page_fails_the_check(written, capsys):
    (written / "figures.md").write_text("old")

    with pytest.raises(SystemExit):
        call_command("docs", "--check", into=written)

    assert capsys.readouterr().err == "这些文档和代码不一致，请运行 make docs：figures.md\n"


def test_the_page_of_a_life_that_is_gone_fails_the_check_and_is_taken_away(written):
    lost = written / "lives" / "gone.md"
    lost.write_text("old")

    with pytest.raises(SystemExit):
        call_command("docs", "--check", into=written)
    call_command("docs", "--write", into=written, verbosity=0)

    assert not lost.exists()


def test_every_move_and_every_figure_is_on_a_page():
    drawn = pages()

    for life in LIVES.values():
        assert all(f"`{move.verb}`" in drawn[f"lives/{life.name}.md"] for move in life.moves)
    assert all(f"`{key}`" in drawn["figures.md"] for key in FIGURES)


def test_a_picture_begins_at_the_start_and_names_every_stage():
    life = LIVES["case"]

    drawn = picture(life)

    assert f"[*] --> {life.start}" in drawn
    assert all(f"{stage.value} : {stage.label}" in drawn for stage in life.stages)


def test_posts_of_one_place_are_said_in_one_breath():
    assert together(["收件处的甲", "收件处的乙", "时钟"]) == "收件处的甲、乙；时钟"
