"""What must be true of people and seats. Pure: each answers with None or with a sentence."""

import re
from collections.abc import Collection

from jinban.kit.numbers import bare, valid_credit_code, valid_phone, valid_resident_id
from jinban.people.roles import APART, AT_CASES, CENTRE_ROLES, DEPARTMENT_ROLES, STATION_ROLES, Role

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
