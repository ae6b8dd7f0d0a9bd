"""A file that contradicts itself, names strangers or asks for more than the city has is refused, each time by name; and
nothing has been written then."""

import pytest
from django.core.management import call_command

from jinban.cases.models import Case
from jinban.kit import marks
from jinban.kit.marks import Mark
from jinban.kit.refused import Refused
from jinban.people.models import Staff
from jinban.replay import facts, identities, living
from jinban.replay.facts import Facts
from jinban.replay.living import Script
from tests.play import WINDOW, seat, taken_in
from tests.replay.plays import OTHER, SMALL, changed, script
from tests.world import refused

PROVINCE, CITY = "service_sinking.province", "service_sinking.city"
PHYSICAL = "platform_sinking.physical"


def prepared(found: Facts) -> None:
    living.prepare(Script(found, 1, script().scale))


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (f"{PROVINCE}.cases.value", 142, "恒等式T1（141 + 559）不成立：算出来是701，资料写的是700。"),
        ("identities.0.value", 701, "恒等式T1（141 + 559）不成立：算出来是700，资料写的是701。"),
        ("identities.1.value", 6.9, "恒等式T2（559 / 80）不成立：算出来是6.988，资料写的是6.9。"),
        ("identities.2.value", 16, "恒等式T3（14 ≤ 15）不成立：算出来是15，资料写的是16。"),
        ("identities.0.refs", ["nothing.here"], "恒等式T1（141 + 559）引用的nothing.here没有数字。"),
        ("identities.0.relation", "squares", "恒等式T1（141 + 559）用了不认识的关系“squares”，核对不了。"),
        ("identities.0.kind", "roughly", "恒等式T1（141 + 559）用了不认识的种类“roughly”，核对不了。"),
        (f"{PROVINCE}.categories.value", 39, "“省级下沉类别”39，多于“省级下沉事项”38。"),
        (f"{PROVINCE}.batches.value", 40, "“省级批次”40，多于“省级下沉事项”38。"),
        (f"{CITY}.departments.value", 81, "“市级下沉部门”81，多于“市级下沉事项”80。"),
        (f"{CITY}.departments.named", ["民政局"] * 10, "“市级下沉部门”是9，却点了10个名。"),
        (f"{CITY}.cases.value", -1, "“市级批次办件量”是-1，数不能小于0。"),
        ("platform_sinking.online.network_villages.value", 386, "“外网覆盖的村（社区）”386，多于“村级便民服务站”385。"),
        (f"{PHYSICAL}.police_window_towns.value", 16, "“公安专窗进驻的镇街”16，多于“镇级便民服务中心”15。"),
    ],
)
def test_each_contradiction_is_named(path, value, sentence):
    assert sentence in identities.check(changed(path, value)).refusals


def test_what_is_only_inferred_warns():
    found = identities.check(changed("identities.3.value", 380))

    assert found.refusals == ()
    assert found.warnings == ("恒等式T4（385 ≤ 390）不成立：385多于380。",)


def test_a_file_without_identities_is_fine():
    assert identities.check(changed("identities", [])) == identities.Findings((), ())


@pytest.mark.parametrize("path", [SMALL, OTHER, SMALL.parents[2] / "data" / "facts" / "daye_2023.json"])
def test_our_own_files_agree_with_themselves(path):
    assert identities.check(facts.read(path)) == identities.Findings((), ())


def test_only_numbers_at_least_and_at_most_are_figures():
    found = changed(f"{PHYSICAL}.kinds", {"label": "方式", "value": ["一窗受理"]})

    assert "platform_sinking.physical.kinds" not in found.figures
    assert found.figures["platform_sinking.online.cloud_help_requests"] == 90


def test_a_file_that_is_none_is_refused(tmp_path):
    place = tmp_path / "facts.json"
    with refused("打不开资料文件 facts.json，请检查路径。"):
        facts.read(place)
    place.write_text('{"meta": {}', "utf-8")
    with refused("facts.json 不是UTF-8编码的JSON文件（第1行）。"):
        facts.read(place)
    place.write_text('{"meta": {}}', "utf-8")
    with refused("资料里没有写明是哪一年（meta.reporting_year）。"):
        facts.read(place)


@pytest.mark.usefixtures("city")
class TestWithTheCity:
    """What only the city's data can tell."""

    @pytest.mark.parametrize(
        ("path", "value", "sentence"),
        [
            (f"{CITY}.departments.named", ["民政局", "水利局"], "service_sinking.city.departments.named的“水利局”"),
            (
                f"{PHYSICAL}.police_window_towns.department",
                "公安厅",
                "platform_sinking.physical.police_window_towns.department的“公安厅”",
            ),
            (
                f"{PROVINCE}.leading_items",
                [{"department": "市民政局", "item": "登月"}],
                "service_sinking.province.leading_items的“登月”",
            ),
        ],
    )
    def test_an_unknown_name_refuses_the_file(self, path, value, sentence):
        with pytest.raises(Refused, match=sentence):
            prepared(changed(path, value))
        assert not Mark.objects.filter(pk=living.NAME).exists()

    @pytest.mark.parametrize(
        ("path", "value", "sentence"),
        [
            (f"{PROVINCE}.items.value", 40, "省级要40项，城市数据里只有38项，还差2项。"),
            (f"{PROVINCE}.categories.value", 13, "省级要13类，城市数据里只有12类，还差1类。"),
            (f"{PROVINCE}.batches.value", 3, "省级要3批，城市数据里只有2批，还差1批。"),
            (f"{CITY}.departments.value", 12, "市级要12个部门，城市数据里只有9个部门，还差3个部门。"),
            (f"{PHYSICAL}.town_centers.value", 16, "镇级便民服务中心要16个，城市数据里只有15个，还差1个。"),
            (f"{PHYSICAL}.village_stations.value", 400, "村级便民服务站要400个，城市数据里只有385个，还差15个。"),
            (f"{PHYSICAL}.police_window_towns.value", 15, "公安专窗进驻的中心要15个，城市数据里只有14个，还差1个。"),
        ],
    )
    def test_what_the_city_lacks_is_named(self, path, value, sentence):
        found = changed(path, value)
        plain = {**found.plain, "identities": []}

        with refused(sentence):
            prepared(facts.of(plain))

    def test_a_leader_that_is_not_handed_down_is_refused(self):
        leader = [{"department": "市公交公司", "item": "老年人/残疾人公交优待卡办理与充值"}]

        with refused("资料点名的“老年人/残疾人公交优待卡办理与充值”不在省级下沉目录里，请核对目录或者资料。"):
            prepared(changed(f"{PROVINCE}.leading_items", leader))

    def test_a_leader_of_another_unit_is_refused(self):
        leader = [{"department": "市税务局", "item": "临时救助对象认定"}]

        with refused("资料点名市税务局的“临时救助对象认定”，下沉目录里这一项是市民政局的，请核对。"):
            prepared(changed(f"{PROVINCE}.leading_items", leader))

    def test_a_year_without_a_calendar_is_refused_by_name(self):
        with refused("没有2027年的工作日历，不能推算到期日。请先装入2027年放假安排。"):
            prepared(changed("meta.reporting_year", 2026))

    def test_a_year_before_the_records_of_the_city_is_refused(self):
        with refused("资料点名的“临时救助对象认定”不在省级下沉目录里，请核对目录或者资料。"):
            prepared(changed("meta.reporting_year", 2022))

    def test_a_database_with_a_life_of_its_own_is_refused(self):
        taken_in(seat(WINDOW))

        with refused("这个库里已经有办件或者申请人，不能再演一年。请换一个新库。"):
            prepared(facts.read(SMALL))

    def test_a_database_with_real_staff_never_becomes_a_demonstration(self):
        Mark.objects.filter(pk=marks.DEMO).delete()
        Staff.objects.filter(work_no=WINDOW).update(demo=False)

        with refused("这个库里已经有真实的工作人员，不能变成演示库。请换一个新库。"):
            prepared(facts.read(SMALL))
        assert not marks.is_demo()

    def test_production_lives_no_year(self, settings):
        settings.PRODUCTION = True

        with refused("正式系统里不能演。请换一个数据库，或者去掉 JINBAN_PRODUCTION。"):
            prepared(facts.read(SMALL))

    def test_the_command_refuses_with_the_sentence(self, tmp_path):
        with refused("打不开资料文件 none.json，请检查路径。"):
            call_command("replay", str(tmp_path / "none.json"))
        assert not Case.objects.exists()
