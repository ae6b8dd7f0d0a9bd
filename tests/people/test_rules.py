"""What must be true of people and seats."""

import pytest

from jinban.people import permits, rules
from jinban.people.roles import Role


@pytest.mark.parametrize(
    ("id_type", "number", "sentence"),
    [
        ("resident", "11010519491231002X", None),
        ("resident", "11010519491231002x", None),
        ("resident", "", "请填证件号码。"),
        ("resident", "110105194912310021", "居民身份证号的校验位不对，可能有一位输错了，请核对。"),
        ("household", "", None),
        ("birth", "", None),
        ("birth", "U420123456", None),
        ("birth", "420123456", "出生医学证明编号是一个字母加9位数字。"),
        ("passport", "E12345678", None),
        ("hk_macao", "H12345678", None),
        ("hk_macao", "X12345678", "港澳居民来往内地通行证号码是H或M加8位数字。"),
        ("taiwan", "12345678", None),
        ("foreign_permanent", "CHN110067021201", None),
        ("credit", "91350100M000100Y43", None),
        ("credit", "", "请填证件号码。"),
    ],
)
def test_numbers_by_type_of_document(id_type, number, sentence):
    assert rules.number_misfit(id_type, number) == sentence


def test_no_phone_is_fine_and_a_wrong_one_is_not():
    assert rules.phone_misfit("") is None
    assert rules.phone_misfit("13800138000") is None
    assert rules.phone_misfit("123") == "请填11位手机号，或者带区号的座机号，例如 0714-8720000。"


def test_each_post_sits_where_it_belongs():
    assert rules.seat_misfit("village_helper", "station", "") is None
    assert rules.seat_misfit("village_helper", "centre", "") == "村级协理员要坐在一个村站，请选村站。"
    assert rules.seat_misfit("town_window", "hall", "") is None
    assert rules.seat_misfit("town_window", "station", "") == "镇综合窗口要坐在镇中心或市政务服务中心，请选一个。"
    assert rules.seat_misfit("dept_approver", "", "minzheng") is None
    assert rules.seat_misfit("dept_approver", "", "") == "部门审批要坐在一个部门，请选部门，不选站点。"
    assert rules.seat_misfit("auditor", "", "") is None


@pytest.mark.parametrize("role", ["auditor", "sysadmin", "secadmin"])
def test_the_three_are_never_one_person(role):
    for held in {"auditor", "sysadmin", "secadmin"} - {role}:
        assert rules.together({held}, role).startswith("系统管理员、安全管理员、监察审计不能是同一个人")
    assert rules.together({role}, role) is None


def test_whoever_keeps_the_accounts_or_watches_works_on_no_case():
    assert rules.together({"sysadmin"}, "town_window") == "系统管理员不能同时办件，这个人不能再开镇综合窗口。"
    assert rules.together({"town_window", "town_back"}, "auditor") == (
        "监察审计不能同时办件，这个人已经是镇后台审核、镇综合窗口。"
    )
    assert rules.together({"town_window"}, "town_back") is None


def test_deny_by_default():
    assert permits.may(Role.TOWN_WINDOW, "administer", "seats") == "管理账号和岗位由系统管理员来办。"
    assert permits.may(Role.SYSADMIN, "administer", "seats") is None
    assert permits.may(Role.SYSADMIN, "publish", "seats") == "没有哪个岗位可以发布账号和岗位。"


def test_the_three_hold_no_permit_that_another_of_them_watches():
    for verb, thing in permits.GRID:
        if verb not in ("see", "export"):  # who may look may take along what he sees, and that is an event
            assert not set(permits.roles(verb, thing)) & {Role.AUDITOR, Role.SECADMIN}
    assert set(permits.roles("unmask", "applicants")) & {Role.AUDITOR, Role.SYSADMIN, Role.SECADMIN} == set()


def test_every_word_of_the_grid_has_its_label():
    assert {verb for verb, _ in permits.GRID} <= set(permits.VERBS)
    assert {thing for _, thing in permits.GRID} <= set(permits.THINGS)
