"""The words of a circular: every number in them counted, leading to its rows, and none where none can be."""

from datetime import date

import msgspec
import pytest

from jinban.cases import actions as cases
from jinban.cases.figures import Asked
from jinban.circular import actions, queries
from jinban.circular.composing import TO_BE_WRITTEN, Wish, compose
from jinban.circular.counting import keys, written
from jinban.circular.figures import AWAITED, PATHS, ref
from jinban.circular.outline import Names as Meant
from jinban.circular.outline import Outline, Part, Sentence, When
from jinban.circular.paper import Number
from jinban.kit.figures import FIGURES, Period, Value
from tests.circular.circulars import JANUARY, a_year, concluded, drafted, finished, with_words
from tests.gathering.rows import handed_in, row, source
from tests.play import BUSINESS, MONDAY, SERVICE, again, seat
from tests.world import queries_of, refused

YEAR = Period.parse("2024").seen_on(JANUARY.date())
pytestmark = pytest.mark.usefixtures("city")


def composed(*sentences: Sentence, written: str = "", open_names: bool = False, period: Period = YEAR):
    part = Part("only", "一、试写", 1, paragraphs=(sentences,) if sentences else (), written=written)
    return compose(Wish(Outline("annual", "某办", "{period}", (), (part,)), period, open_names=open_names))


def words(draft) -> list[str]:
    return [paragraph.text for paragraph in draft.paper.body[1:]]


def numbers(draft) -> list[Number]:
    return [run for paragraph in draft.paper.body for run in paragraph.runs if isinstance(run, Number)]


def test_a_number_in_a_sentence_is_counted_and_leads_to_its_rows():
    a_year()

    draft = composed(Sentence("办理{cases.accepted}件，按时办结率{cases.on_time_rate}%。"))

    assert words(draft) == ["办理6件，按时办结率83.3%。"]
    assert [run.key for run in numbers(draft)] == ["cases.accepted", "cases.on_time_rate"]
    assert {key: used.value for key, used in draft.used.items()} == {
        "cases.accepted": Value(6), "cases.on_time_rate": Value(5, 6),
    }  # fmt: skip


def test_every_number_of_the_whole_circular_is_as_many_as_its_rows():
    a_year()
    circular = drafted()
    actions.pick(circular, by=seat(BUSINESS), at=JANUARY, towns=["420281108000"], departments=["minzheng", "yibao"])

    draft = queries.draft_of(circular, JANUARY.date())

    assert len(draft.used) > 30
    for key, used in draft.used.items():
        narrowed = {used.ref.dimension: (used.ref.code,)} if used.ref.dimension else None
        assert len(keys(used.ref.figure, draft.period, narrowed)) == used.value.behind, key


def test_a_void_case_moves_the_next_draft():
    concluded(), concluded()
    case = concluded()
    sentence = Sentence("办理{service_sinking.city.cases}件。")
    before = words(composed(sentence))

    cases.void(again(case, seat(SERVICE)), by=seat(SERVICE), at=MONDAY, reason="重复。")

    total = FIGURES["cases.accepted"]
    assert (before, words(composed(sentence))) != (before, before)
    assert Asked(YEAR).total(total).count == 2


def test_a_sentence_whose_room_is_not_built_stays_out_whole():
    path = sorted(AWAITED)[0]

    draft = composed(Sentence("有{cases.accepted}件。"), Sentence(f"还有{{{path}}}件。"))

    assert words(draft) == ["有0件。"]
    assert [(one.text, one.why) for one in draft.left_out] == [(f"还有{{{path}}}件。", "有的数还没有系统能统计")]


def test_a_rate_of_nothing_leaves_its_sentence_out():
    draft = composed(Sentence("按时办结率{cases.on_time_rate}%。"))

    assert draft.gaps == ("一、试写",)
    assert [one.why for one in draft.left_out] == ["分母是0，没有这个比率"]


def test_a_part_without_words_keeps_its_heading_and_a_note():
    assert words(composed()) == [TO_BE_WRITTEN]
    assert composed().gaps == ("一、试写",)
    assert composed(written="写好了。\n\n第二段{cases.accepted}件。").gaps == ()
    assert words(composed(written="写好了。\n\n第二段{cases.accepted}件。")) == ["写好了。", "第二段0件。"]


def test_a_sentence_is_said_when_its_condition_holds():
    over = Sentence("有{cases.accepted}件。", when=When("cases.accepted", over=1))

    concluded()
    assert words(composed(over)) == [TO_BE_WRITTEN]

    concluded()
    assert words(composed(over)) == ["有2件。"]


def test_a_sentence_that_was_switched_off_is_not_said():
    assert words(composed(Sentence("甲。", off=True), Sentence("乙。"))) == ["乙。"]


def test_names_stand_inside_and_in_public_only_as_the_city_chooses():
    for _ in range(3):
        concluded()
    sentence = Sentence("有的镇街办件多。", names=Meant("cases.accepted", by="town", over=2))

    shut, opened = composed(sentence), composed(sentence, open_names=True)

    assert words(shut) == ["有的镇街办件多。"]
    assert shut.inside.body[1].text == opened.paper.body[1].text == "有的镇街办件多（陈贵镇3件）。"
    assert shut.findings[0].names == (("陈贵镇", "3件", "cases.accepted@town=420281108000"),)
    assert shut.inside.remark == "内部稿"


def test_few_cases_behind_a_rate_name_nobody():
    a_year()
    asked = Meant("cases.on_time_rate", by="town", under=99)

    few = composed(Sentence("偏低。", names=asked))
    enough = composed(Sentence("偏低。", names=msgspec.structs.replace(asked, least=1)))

    assert few.findings == ()
    assert words(few) == [TO_BE_WRITTEN]
    assert [name for name, *_ in enough.findings[0].names] == ["陈贵镇"]


def test_the_rows_of_a_finding_are_named():
    draft = composed(Sentence("没有办件。", names=Meant("delegation.zero_case_items")))

    names = [name for name, *_ in draft.findings[0].names]
    assert len(names) == Asked(YEAR).total(FIGURES["delegation.zero_case_items"]).count
    assert "临时救助对象认定" in names
    assert draft.inside.body[1].text.endswith(f"等{len(names)}个）。")


def test_the_largest_are_named_in_order_with_their_units():
    a_year()
    concluded()

    draft = composed(Sentence("{leaders.city.2}。"), Sentence("{leaders.province.1}。"))

    assert [(run.text, run.key) for run in numbers(draft)] == [
        ("市医疗保障局城乡居民基本医疗保险参保登记", "service_sinking.city.cases@item=jumin-yibao-canbao"),
        ("市民政局临时救助对象认定", "service_sinking.province.cases@item=linshi-jiuzhu"),
    ]


def test_the_sections_are_those_of_a_yearly_circular():
    a_year()

    body = queries.draft_of(drafted(), JANUARY.date()).paper.body

    assert [paragraph.text for paragraph in body if paragraph.level] == [
        "一、基本情况", "（一）服务下沉", "（二）平台下沉", "（三）资源下沉",
        "二、存在问题", "（一）服务还不够主动", "（二）承接能力还有短板", "（三）下沉事项还不够精准",
        "三、工作要求", "（一）提高思想认识", "（二）加强工作保障", "（三）严格评价考核",
    ]  # fmt: skip


def test_the_annex_names_who_was_picked_with_figures_beside():
    a_year()
    circular = drafted()
    actions.pick(circular, by=seat(BUSINESS), at=JANUARY, towns=["420281108000"], departments=["minzheng"])

    annex = queries.draft_of(circular, JANUARY.date()).paper.annexes[0]

    towns, departments = annex.body
    assert annex.title == "2024年全市资源服务平台“三下沉”工作突出单位"
    assert towns.heads == ("镇街", "办件量", "按时办结率", "实际提速率")
    assert towns.lines[0][0] == ("陈贵镇",)
    assert towns.lines[0][1] == (Number("5", "cases.accepted@town=420281108000"),)
    assert departments.lines[0][:2] == (("市民政局",), (Number("3", "cases.accepted@department=minzheng"),))


def test_a_bulletin_comes_from_the_same_engine():
    a_year()

    paper = queries.draft_of(drafted("bulletin", "2024Q1"), JANUARY.date()).paper

    assert paper.title == "全市“三下沉”工作快报（2024年第一季度）"
    assert paper.body[1].text.startswith("2024年第一季度全市受理5件")


def test_a_demonstration_says_so_on_its_paper():
    assert queries.draft_of(drafted(), JANUARY.date()).paper.remark == "演示"


def test_what_stands_is_looked_at_on_the_day_of_the_draft():
    early = composed(
        Sentence("{platform_sinking.physical.village_stations}个。"), period=YEAR.seen_on(date(2022, 12, 31))
    )

    assert words(early) == ["0个。"]


def test_numbers_are_exact_digits():
    assert [written(value) for value in (Value(12345), Value(1, 3), Value(0, 0), Value(2, 2))] == [
        "12345", "33.3", "—", "100",
    ]  # fmt: skip


def test_a_key_names_a_path_a_figure_or_one_place_of_it():
    assert ref("service_sinking.city.cases").figure is PATHS["service_sinking.city.cases"]
    assert ref("cases.accepted@town=420281108000").code == "420281108000"
    assert [ref(key) for key in ("cases.nothing", "cases.accepted@colour=red", "cases.accepted@town=")] == [None] * 3
    assert not set(PATHS) & set(AWAITED)


def test_composing_asks_as_often_for_many_rows_as_for_few():
    concluded(), finished(drafted())
    circular = drafted("bulletin", "2024Q1")
    few = queries_of(lambda: queries.draft_of(circular, JANUARY.date()))

    a_year()

    assert queries_of(lambda: queries.draft_of(circular, JANUARY.date())) == few


def test_a_number_that_does_not_exist_is_refused_and_nothing_is_lost():
    circular = drafted()
    text = with_words(queries.text_of(circular), "lead", "有{cases.nothing}件。")

    with refused("没有“cases.nothing”这个数字，请照数字目录写。"):
        actions.revise(circular, by=seat(BUSINESS), at=JANUARY, text=text)

    assert "cases.nothing" not in circular.text


def test_numbers_that_somebody_wrote_by_hand_are_listed():
    draft = composed(Sentence("设备120套，{cases.accepted}件，拨打12345热线。"), written="培训36场。")

    assert draft.by_hand == ("36场", "120套")


def test_a_rate_is_a_hundred_only_when_nothing_is_missing():
    assert [written(Value(68000, 68009)), written(Value(3, 3)), written(Value(-9, 5))] == ["99.9", "100", "-180.0"]


def test_a_heading_may_name_the_period():
    part = Part("only", "一、{period}情况", 1, written="好。")

    paper = compose(Wish(Outline("annual", "{period}办", "{period}", ("甲",), (part,)), YEAR)).paper

    assert (paper.issuer, paper.title, paper.body[0].text) == ("2024年办", "2024年", "一、2024年情况")


def test_what_other_systems_hand_in_is_said_beside_our_own_or_not_at_all():
    a_year()
    circular = drafted()
    without = queries.draft_of(circular, JANUARY.date())
    source()
    handed_in(row("A1"), row("A2", state="running", decided=None, result=None), row("A3", item="不认识"))

    draft = queries.draft_of(circular, JANUARY.date())

    said = [paragraph.text for paragraph in draft.paper.body if "归集" in paragraph.text]
    assert said == ["以上是在本系统办的；社保、税务、医保等自有系统另外归集2件，其中下沉事项2件，自办和归集合计8件。"]
    assert [paragraph.text for paragraph in without.paper.body if "归集" in paragraph.text] == []
    apart = {"gathering.accepted", "gathering.handed_down", "gathering.together"}
    assert {key: used.value for key, used in draft.used.items() if key not in apart} == {
        key: used.value for key, used in without.used.items()
    }
    assert draft.broken == ()
