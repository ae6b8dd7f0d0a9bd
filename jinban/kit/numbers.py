"""Numbers that people read out, write down and mistype: how they are made, and what is wrong with one."""

import re
import secrets
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from stdnum import exceptions, numdb
from stdnum.cn import ric, uscc
from stdnum.iso7064 import mod_11_10

SPOKEN = "23456789ACDEFHJKMNPRTUVWXY"
SPOKEN_LENGTH = 8
_CASE = re.compile(r"\d{22}")
_PHONE = re.compile(r"1[3-9]\d{9}")
_WIDE = {**{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}, 0x3000: 0x20}
_BLANK = re.compile(r"[\s\-–—]")
_LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}")


def case_number(region: str, day: date, channel: int, sequence: int) -> str:
    """22 digits: region 6, day 8, channel 1, sequence of the day 6, check digit by ISO 7064 MOD 11,10.

    ValueError when a part does not fit."""
    body = f"{region}{day:%Y%m%d}{channel}{sequence:06d}"
    if not re.fullmatch(r"\d{21}", body) or not 0 <= channel <= 9 or sequence < 1:
        raise ValueError(f"编不出办件编号：{region} {day} {channel} {sequence}")
    return body + str(mod_11_10.calc_check_digit(body))


def bare(text: str) -> str:
    """What somebody typed, without blanks and dashes, full-width digits and letters made plain, letters
    capital."""
    return _BLANK.sub("", text.translate(_WIDE)).upper()


def bad_case_number(text: str) -> str | None:
    """Why this is no case number of ours; None when it is well formed. Blanks do not matter."""
    number = bare(text)
    if not number.isascii() or not _CASE.fullmatch(number):
        return f"办件编号是22位数字，现在是{len(number)}位。" if number.isdigit() else "办件编号是22位数字。"
    if mod_11_10.calc_check_digit(number[:-1]) != number[-1]:
        return "办件编号不对，可能有一位输错了，请对照凭条再输一遍。"
    return None


def spoken_code(pick: Callable[[str], str] = secrets.choice) -> str:
    """A secret of 8 characters without those that sound or look alike, for tracking a case by word of
    mouth."""
    return "".join(pick(SPOKEN) for _ in range(SPOKEN_LENGTH))


def group4(number: str) -> str:
    """The number in groups of four, to be read out: 4202 8120 …"""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def valid_resident_id(text: str) -> str | None:
    """Why this is no resident identity number (GB 11643); None when it is one. The area must have existed,
    but not in the year of birth: numbers were given out later, under the codes of that time."""
    number = bare(text)
    if len(number) != 18:
        return f"居民身份证号是18位，现在是{len(number)}位。"
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return "居民身份证号是17位数字加一位数字或X。"
    try:
        ric.get_birth_date(number)
    except exceptions.ValidationError:
        return "居民身份证号第7到14位不是出生日期，请核对。"
    if not _area(number[:6]) and number[:2] not in ("81", "82", "83"):
        return "居民身份证号前6位不是行政区划代码，请核对。"
    if ric.calc_check_digit(number) != number[-1]:
        return "居民身份证号的校验位不对，可能有一位输错了，请核对。"
    return None


@lru_cache(maxsize=4096)
def _area(code: str) -> bool:
    return any(found for _, found in numdb.get("cn/loc").info(code))


def valid_credit_code(text: str) -> str | None:
    """Why this is no unified social credit code (GB 32100); None when it is one."""
    number = bare(text)
    if len(number) != 18:
        return f"统一社会信用代码是18位，现在是{len(number)}位。"
    try:
        uscc.validate(number)
    except exceptions.InvalidChecksum:
        return "统一社会信用代码的校验位不对，可能有一位输错了，请核对。"
    except exceptions.ValidationError:
        return "统一社会信用代码里有不该出现的字符（没有I、O、S、V、Z），请核对。"
    return None


def valid_phone(text: str) -> str | None:
    """Why nobody can be called there: neither a mobile number nor a landline with its area code; None when
    fine."""
    number = re.sub(r"\s", "", text)
    if _PHONE.fullmatch(bare(number)) or _LANDLINE.fullmatch(number):
        return None
    return "请填11位手机号，或者带区号的座机号，例如 0714-8720000。"
