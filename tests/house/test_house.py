"""The small house check finds what it promises to find, and nothing else."""

import pytest

from tools.house import check

LONG = "def accept():\n" + "    pass\n" * 41


@pytest.fixture
def house(tmp_path):
    """Writes files into a small project; gives the faults as `path:line check name`."""

    def faults(texts: dict[str, str]) -> list[str]:
        for place, text in texts.items():
            path = tmp_path / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        found, _ = check(tmp_path)
        return [f"{fault.path}:{fault.line} {fault.check} {fault.name}".rstrip() for fault in found]

    return faults


def test_a_clean_room_has_no_fault(house):
    assert house({"jinban/cases/rules.py": "def late(due, day):\n    return due < day\n"}) == []


@pytest.mark.parametrize(
    ("written", "check_name"),
    [
        ("Case.objects.create(stage=1)", "write"),
        ("case.save()", "write"),
        ("case.save(update_fields=['stage'])", "write"),
        ("rows.update(stage=1)", "write"),
        ("rows.delete()", "write"),
        ("Case.objects.bulk_create(cases)", "write"),
        ("Case.objects.get_or_create(pk=1)", "write"),
        ("Case.objects.raw('SELECT 1')", "write"),
        ("connection.cursor()", "write"),
        ("datetime.now(UTC)", "clock"),
        ("datetime.datetime.now()", "clock"),
        ("date.today()", "clock"),
        ("time.time()", "clock"),
        ("timezone.now()", "clock"),
        ("clock.now()", "clock"),
    ],
)
def test_a_room_neither_writes_outside_of_actions_nor_asks_for_the_time(house, written, check_name):
    found = house({"jinban/cases/queries.py": f"def visible_to(actor):\n    return {written}\n"})

    assert found == [f"jinban/cases/queries.py:2 {check_name} visible_to"]


@pytest.mark.parametrize(
    "harmless", ["{}.update(other)", "image.save(buffer, 'PNG')", "calendar.today", "self.execute(1)"]
)
def test_what_only_looks_like_a_write_is_let_pass(house, harmless):
    assert house({"jinban/cases/queries.py": f"def visible_to(actor):\n    return {harmless}\n"}) == []


@pytest.mark.parametrize("place", ["jinban/cases/actions.py", "jinban/cases/actions/accept.py"])
def test_actions_may_write(house, place):
    assert house({place: "def accept(case):\n    case.save()\n"}) == []


def test_the_clock_may_be_asked_by_doors_and_commands_only(house):
    text = "from jinban.kit.clock import now\n"

    found = house(
        {
            "jinban/kit/clock.py": "def now():\n    return datetime.now(UTC)\n",
            "jinban/web/office.py": text,
            "jinban/commands/serve.py": text,
            "jinban/cases/actions.py": text,
        }
    )

    assert found == ["jinban/cases/actions.py:1 clock"]


def test_a_door_does_not_hold_a_manager(house):
    found = house(
        {
            "jinban/web/office/views.py": "def queue(request):\n    return Case.objects.all()\n",
            "jinban/web/office/forms.py": "def who(content):\n    return content.objects.value\n",
        }
    )

    assert found == ["jinban/web/office/views.py:2 manager queue"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Case.objects.all()", "manager"),
        ("Case._base_manager", "manager"),
        ("case.save()", "write"),
        ("rows.update(stage=1)", "write"),
        ("say('SELECT 1')", "sql"),
        ("say('UPDATE cases_case SET stage = 1')", "sql"),
    ],
)
@pytest.mark.parametrize("place", ["jinban/replay/playing.py", "jinban/replay/actions.py"])
def test_a_replay_neither_writes_nor_asks_the_database_itself(house, place, line, found):
    assert house({place: f"def play(case):\n    return {line}\n"}) == [f"{place}:2 {found} play"]


def test_a_replay_has_no_connection_and_only_actions_keep_statements(house):
    found = house(
        {
            "jinban/replay/living.py": "from django.db import connection, transaction\n",
            "jinban/cases/queries.py": "from jinban.kit import prepared\n",
            "jinban/cases/actions/intake.py": "from jinban.kit import prepared\n",
        }
    )

    assert found == ["jinban/cases/queries.py:1 write", "jinban/replay/living.py:1 sql"]


def test_long_functions_and_files_are_found(house):
    found = house({"jinban/cases/rules.py": LONG, "jinban/cases/models.py": "\n" * 401})

    assert found == ["jinban/cases/models.py:1 long-file", "jinban/cases/rules.py:1 long-function accept"]


def test_imports_stand_at_the_top_and_are_whole(house):
    found = house({"jinban/cases/rules.py": "from . import stages\ndef late():\n    import os\n"})

    assert found == [
        "jinban/cases/rules.py:1 relative-import",
        "jinban/cases/rules.py:3 inline-import late",
    ]


@pytest.mark.parametrize("name", ["utils", "case_helpers", "manager", "process", "service"])
def test_a_module_is_named_by_what_it_holds(house, name):
    assert house({f"jinban/cases/{name}.py": ""}) == [f"jinban/cases/{name}.py:1 vague-name {name}"]


@pytest.mark.parametrize(
    ("place", "line", "found"),
    [
        ("README.md", "see /ro" + "ot/x", "machine-path /ro" + "ot/x"),
        ("Makefile", "pip --index-" + "url x", "registry --index-" + "url"),
        ("requirements/run.txt", "https://py" + "pi.org/simple", "registry py" + "pi.org"),
        ("jinban/web/static/site.css", "/* FIX" + "ME */", "left-open FIX" + "ME"),
        (
            "jinban/web/templates/x.html",
            '<script src="https://cdn.test.cn/a.js">',
            "host https://cdn.test.cn",
        ),
        ("jinban/web/templates/x.html", '<script src="//cdn.test.cn/a.js">', "host //cdn.test.cn"),
    ],
)
def test_no_file_names_a_machine_a_registry_or_a_third_party_host(house, place, line, found):
    assert house({place: line}) == [f"{place}:1 {found}"]


def test_our_own_address_and_a_source_in_the_data_are_let_pass(house):
    assert (
        house(
            {
                "jinban/web/templates/x.html": '<a href="http://127.0.0.1:8000/">',
                "data/items/a.yaml": "source: https://www.hubei.gov.cn/a.html",
            }
        )
        == []
    )


def test_an_exception_needs_a_reason_and_something_to_excuse(house):
    entry = '[[exception]]\ncheck = "long-function"\npath = "jinban/cases/rules.py"\nname = "accept"\n'
    entry += 'reason = "{}"\n'

    excused = house({"jinban/cases/rules.py": LONG, "tools/exceptions.toml": entry.format("one table")})
    without_reason = house({"tools/exceptions.toml": entry.format(" ")})
    stale = house({"jinban/cases/rules.py": "", "tools/exceptions.toml": entry.format("one table")})

    assert excused == []
    assert without_reason == ["jinban/cases/rules.py:1 long-function accept"]
    assert stale == ["tools/exceptions.toml:1 unused-exception"]
