"""What must be true of people and seats. Pure: each answers with None or with a sentence."""

import re
from collections.abc import Collection
from datetime import date

from jinban.kit.numbers import bare, valid_credit_code, valid_phone, valid_resident_id
from jinban.people import permits
from jinban.people.roles import APART, AT_CASES, CENTRE_ROLES, DEPARTMENT_ROLES, SITE_ROLES, STATION_ROLES, Role

# An absence at most, both days included. A convention of ours: whoever is away longer gives the seat up.
ABSENCE_DAYS = 180
NEEDS_NUMBER = frozenset({"resident", "credit"})
_FORMS = {
    "birth": (r"[A-Z]\d{9}", "出生医学证明编号是一个字母加9位数字。"),
    "passport": (r"[A-Z0-9]{5,17}", "护照号码是5到17位字母和数字。"),
    "hk_macao": (r"[HM]\d{8}(\d{2})?", "港澳居民来往内地通行证号码是H或M加8位数字。"),
    "taiwan": (r"\d{8}|\d{10}[A-Z]?", "台湾居民来往大陆通行证号码是8位数字。"),
    "foreign_permanent": (
        r"[A-Z]{3}\d{12}|9\d{16}[0-9X]",
        "外国人永久居留身份证号码是15位（3个字母开头）或18位（9开头）。",
    ),
}


def number_misfit(id_type: str, number: str) -> str | None:
    """Why this is no number of this type of document; an empty one is fine where it may be not yet known."""
    number = bare(number)
    if not number:
        return "请填证件号码。" if id_type in NEEDS_NUMBER else None
    if id_type in ("resident", "household"):
        return valid_resident_id(number)
    if id_type == "credit":
        return valid_credit_code(number)
    form, sentence = _FORMS[id_type]
    return None if re.fullmatch(form, number) else sentence


def phone_misfit(phone: str) -> str | None:
    """Why nobody can be called there; no phone at all is fine: not everybody has one."""
    return valid_phone(phone) if phone else None


def other_name(who: Collection[Role]) -> str:
    """The number is registered under another name, which is not told; and who can put it right."""
    return (
        "这个证件号码登记的是另一个姓名，请对照证件核对姓名和号码。"
        f"证件上确实是这个姓名的，由{_labels(who)}更正姓名后再收件。"
    )


def name_misfit(old: str, new: str, reason: str) -> str | None:
    """Why a name is not corrected so."""
    if not new or not reason:
        return "请填证件上的姓名和更正的原因。"
    return "登记的就是这个姓名，不用更正。" if old == new else None


def seat_misfit(role: str, site_kind: str, department: str) -> str | None:
    """A post of a station, of a centre or of a department sits there and nowhere else."""
    name = Role(role).label
    if role in STATION_ROLES and site_kind != "station":
        return f"{name}要坐在一个村站，请选村站。"
    if role in CENTRE_ROLES and site_kind not in ("centre", "hall"):
        return f"{name}要坐在镇中心或市政务服务中心，请选一个。"
    if role in DEPARTMENT_ROLES and (not department or site_kind):
        return f"{name}要坐在一个部门，请选部门，不选站点。"
    return None


def together(held: Collection[str], role: str) -> str | None:
    """系统管理员、安全管理员、监察审计 are never one person (三员分立), and none of them works on cases."""
    apart, at_cases = _labels(APART.intersection(held) - {role}), _labels(AT_CASES.intersection(held))
    if role in APART and apart:
        return f"系统管理员、安全管理员、监察审计不能是同一个人，这个人已经是{apart}。"
    if role in AT_CASES and apart:
        return f"{apart}不能同时办件，这个人不能再开{Role(role).label}。"
    if role in APART and at_cases:
        return f"{Role(role).label}不能同时办件，这个人已经是{at_cases}。"
    return None


def _labels(roles: Collection[str]) -> str:
    return "、".join(sorted(str(Role(one).label) for one in roles))


def own_seat(opener: int, staff: int) -> str | None:
    """Nobody gives himself a post: `opener` and `staff` are ids of people."""
    return "不能给自己开岗位，请别的系统管理员来开。" if opener == staff else None


def work_no_misfit(work_no: str) -> str | None:
    """A work number is 2 to 20 letters and digits."""
    return None if re.fullmatch(r"[A-Za-z0-9-]{2,20}", work_no) else "工号是2到20位字母或数字。"


def has_office(role: str) -> bool:
    """Whether the post belongs to one office, a site or a department; the others are of the whole county."""
    return role in SITE_ROLES | DEPARTMENT_ROLES


def may_not_send_away(who: int, officer: int, role: str) -> str | None:
    """An absence is entered and ended by the officer himself or by who administers seats; the first two are people."""
    if who == officer or permits.may(role, "administer", "seats") is None:
        return None
    return "外出委托由本人或者系统管理员来办。"


def absence_misfit(first: date, last: date, today: date, ends: date | None) -> str | None:
    """Why nobody is away from a first to a last day; `ends` is the last day of his seat."""
    if first < today:
        return "外出委托不能从过去的日子起，请从今天或者以后的日子起。"
    if last < first:
        return "外出的最后一天不能早于第一天。"
    if (days := (last - first).days + 1) > ABSENCE_DAYS:
        return f"外出委托最长{ABSENCE_DAYS}天，现在是{days}天。更长的请系统管理员另开岗位。"
    return f"这个岗位到{_written(ends)}止，外出委托不能更晚。" if ends and last > ends else None


def no_reason(reason: str) -> str | None:
    """An absence says why, in at most 200 characters."""
    if not reason.strip():
        return "请写明外出的原因。"
    return f"原因最多写200个字，现在有{len(reason.strip())}个字。" if len(reason.strip()) > 200 else None


def own_deputy(officer: int, deputy: int, opener: int) -> str | None:
    """Nobody stands in for himself, and nobody makes himself the deputy of another; all three are ids of people."""
    if officer == deputy:
        return "不能委托本人，请另选一位。"
    return "不能让自己代理别人的岗位，请别的系统管理员来办。" if opener == deputy else None


def no_colleague(name: str, office: str) -> str:
    """Who does not work at the office in all these days cannot stand in there."""
    return (
        f"{name}在这些天里不都在{office}任职，请选本处在岗的同事。" if office else f"{name}的账号已经停用，请另选一位。"
    )


def away_already(first: date, last: date) -> str:
    """Two absences from one seat never overlap."""
    return f"这个岗位{_written(first)}到{_written(last)}已经有外出委托，请改日子，或者先撤销那一次。"


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
