"""The text of a template: names are checked, nothing is read or fetched, what cannot be set is told with its line."""

import time
from pathlib import Path

import pytest

from jinban.loading.load import DATA, apply, read
from jinban.papers import actions, queries, typesetting
from jinban.papers.kinds import KINDS
from jinban.papers.models import Template
from jinban.papers.templates import Fault, number, pattern, tidy, typst
from jinban.people.actors import system
from tests.papers.printing import words
from tests.play import APPROVER, MONDAY, SERVICE, seat
from tests.world import refused

pytestmark = pytest.mark.usefixtures("city")
HEAD = "// 文号：冶政务受〔{年}〕第{号}号\n"
BODY = "【申请人】【事项】【办件号】【受理情形】【受理日】【期限】【落款】\n"
GOOD = HEAD + BODY


def faults(text: str, kind: str = "accepted") -> list[str]:
    return [fault.words for fault in queries.template_faults({kind: text})[kind]]


def test_the_citys_own_templates_are_sound_and_every_kind_has_one():
    texts = {path.stem: tidy(path.read_text("utf-8")) for path in (DATA / "papers").glob("*.typ")}

    assert queries.template_faults(texts) == {kind: [] for kind in sorted(texts)}
    assert set(texts) == set(KINDS) == set(queries.newest())


def test_what_is_wrong_with_the_names_is_told_with_the_line():
    assert faults(GOOD) == []
    assert faults(HEAD + "【申请人】\n【身份证】" + BODY) == ["第3行：没有“身份证”这个栏目，请照右边的目录写。"]
    assert faults(HEAD + '#若有("没有的")[x]' + BODY) == ["第2行：没有“没有的”这个栏目，请照右边的目录写。"]
    assert faults(HEAD + "【申请人】【事项】【期限】") == [
        "缺少必须有的栏目：【办件号】、【受理情形】、【受理日】、【落款】。请补上。"
    ]
    assert faults(HEAD + "// 【别的】【申请人】\n" + BODY.replace("【申请人】", "")) == [
        "缺少必须有的栏目：【申请人】。请补上。"
    ]


def test_the_number_stands_in_the_first_line_and_is_no_other_kinds():
    wrong = "第1行：文号里要有一个{年}、一个{号}，不写别的花括号，最多40个字。"

    assert faults(BODY) == ["第1行：第一行要写文号的样子，如：// 文号：冶政务受〔{年}〕第{号}号"]
    assert faults("// 文号：冶〔{年}〕号\n" + BODY) == [wrong]
    assert faults("// 文号：冶〔{年}〕{号}{x}号\n" + BODY) == [wrong]
    assert faults("// 文号：冶政务补〔{年}〕第{号}号\n" + BODY) == [
        "第1行：这个文号和“一次性补正告知书”的一样，会重号。请换一个字。"
    ]
    assert number(pattern(GOOD), 2024, 123) == "冶政务受〔2024〕第000123号"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('#read("/etc/passwd")', "read"),
        ('#import "@preview/cetz:0.3.0"', "import"),
        ('#include "x.typ"', "include"),
        ('#image("/etc/x.png")', "image"),
        ('#raw(theme: "/etc/passwd", "x")', "theme"),
        ("#let f = json", "json"),
        ('#eval("1")', "eval"),
        ("#sys.inputs", "sys"),
        ("#std.panic()", "std"),
        ("#set page(footer: none)", "page"),
        ('#plugin("x.wasm")', "plugin"),
    ],
)
def test_what_reads_fetches_or_tears_up_the_sheet_is_refused(text, word):
    assert faults(HEAD + BODY + text) == [f"第3行：模板里不能用 {word}：不能读文件、上网，也不能改纸张。请删去。"]


def test_behind_the_check_the_press_itself_can_read_nothing_and_fetch_nothing(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("42")
    tries = [
        f'#read("{secret}")',
        '#read("../../../../etc/passwd")',
        '#read("/etc/passwd")',
        '#import "@preview/cetz:0.3.0"',
    ]

    found = typesetting.faults_of([queries.sample(KINDS["accepted"], HEAD + one) for one in tries])

    assert [fault.line for fault in found] == [2] * 4
    assert [fault.sentence.split("（")[1][:14] for fault in found] == [
        "file not found", 'path `"../../.', "file not found", "failed to down"
    ]  # fmt: skip


def test_what_cannot_be_set_is_told_with_its_line():
    assert faults(GOOD + "#没有\n") == ["第3行：没有这个命令（unknown variable: 没有）。请照着改。"]
    assert faults(GOOD + "\n#strong[x\n") == ["第4行：括号没有成对（unclosed delimiter）。请照着改。"]
    assert faults(GOOD + '#字("查无")\n') == [
        '第3行：没有这个栏目（dictionary does not contain key "查无" and no default value was specified）。请照着改。'
    ]
    assert faults(GOOD + "#while true { }\n") == ["第3行：排不出来（condition is always true）。请照着改。"]


def test_what_would_take_forever_or_too_much_is_ended_in_time(monkeypatch):
    monkeypatch.setattr(typesetting, "SECONDS", 1)
    began = time.monotonic()

    slow = faults(GOOD + "#for a in range(100000) { for b in range(100000) { let x = a * b } }")
    long = faults(HEAD + "字" * 20_001)

    assert slow == ["这份文书太久没有排好，停下了。请把模板改简单些。"]
    assert time.monotonic() - began < 6
    assert long == [f"模板最多20,000个字，现在有{len(HEAD) + 20_001:,}个字，请删短。"]


def test_names_become_calls_line_for_line_and_never_values():
    assert typst("甲【申请人】乙\n【落款】\n") == '甲#字("申请人");乙\n#落款();\n'


def test_a_value_is_left_out_with_its_words_where_there_is_none(chinese):
    kind = KINDS["accepted"]
    sheet = queries.sample(kind, GOOD + '#若有("代办人")[代办的是【代办人】。]')
    shown, gone = sheet.said.fields, {**sheet.said.fields, "代办人": ""}

    found = typesetting.printed([_with(sheet, shown), _with(sheet, gone)])

    assert ["代办的是余大山。" in words(pdf) for pdf in found] == [True, False]
    assert ["代办的是" in words(pdf) for pdf in found] == [True, False]


def _with(sheet, fields):
    said = type(sheet.said)(
        **{name: getattr(sheet.said, name) for name in sheet.said.__struct_fields__} | {"fields": fields}
    )
    return type(sheet)(sheet.template, said, sheet.link, sheet.site, sheet.day)


def test_who_keeps_a_template_and_when_not():
    now = queries.in_force("accepted")
    changed = now.text + "附言。\n"

    with refused("发布文书模板由政务服务管理来办。"):
        actions.keep_template("accepted", changed, seen=now.version, by=seat(APPROVER), at=MONDAY)
    with refused("和现在用的一样，没有改动。"):
        actions.keep_template("accepted", now.text.replace("\n", "\r\n"), seen=now.version, by=seat(SERVICE), at=MONDAY)
    with refused("受理通知书：第2行：没有“身份证”这个栏目，请照右边的目录写。"):
        actions.keep_template("accepted", HEAD + "【身份证】" + BODY, seen=now.version, by=seat(SERVICE), at=MONDAY)
    actions.keep_template("accepted", changed, seen=now.version, by=seat(SERVICE), at=MONDAY)
    with refused("这个模板刚被别人改过，请打开新的再改。"):
        actions.keep_template("accepted", changed + "再。", seen=now.version, by=seat(SERVICE), at=MONDAY)
    assert [row.version for row in queries.versions("accepted")] == [2, 1]


def folder(place: Path, **changed: str) -> Path:
    """The city's folder with other templates."""
    for path in DATA.iterdir():
        if path.name != "papers":
            (place / path.name).symlink_to(path)
    (place / "papers").mkdir()
    for path in (DATA / "papers").iterdir():
        (place / "papers" / path.name).write_text(changed.get(path.stem, path.read_text("utf-8")), "utf-8")
    return place


def test_the_same_files_again_change_nothing_and_do_not_undo_what_the_office_has_kept(tmp_path):
    before = Template.objects.count()
    now = queries.in_force("accepted")
    actions.keep_template("accepted", now.text + "附言。", seen=now.version, by=seat(SERVICE), at=MONDAY)

    same = apply(read(DATA), by=system("loader"), at=MONDAY)
    other = apply(
        read(folder(tmp_path, granted=queries.in_force("granted").text + "附言。")), by=system("loader"), at=MONDAY
    )

    assert (same["templates"], other["templates"], Template.objects.count()) == (0, 1, before + 2)
    assert queries.in_force("accepted").version == 2


def test_a_fault_in_a_file_is_named_with_its_line_and_nothing_is_loaded(tmp_path):
    city = read(folder(tmp_path, accepted=GOOD + "\n#没有\n"))
    (tmp_path / "papers" / "nothing.typ").write_text("x")
    unknown = read(tmp_path)

    assert [fault.words for fault in city.faults] == [
        "papers/accepted.typ 第4行：没有这个命令（unknown variable: 没有）。请照着改。"
    ]
    assert f"papers/nothing.typ：没有“nothing”这种文书，文件名要用：{'、'.join(KINDS)}。" in [
        one.words for one in unknown.faults
    ]


def test_a_fault_says_its_line():
    assert (Fault(3, "甲。").words, Fault(0, "乙。").words) == ("第3行：甲。", "乙。")
