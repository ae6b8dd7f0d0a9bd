"""Numbers that people type: right ones pass, wrong ones are told what is wrong with them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinban.kit.numbers import (
    SPOKEN,
    bad_case_number,
    bare,
    case_number,
    group4,
    spoken_code,
    valid_credit_code,
    valid_phone,
    valid_resident_id,
)

NUMBER = "4202812024031110000016"


def test_a_case_number_is_region_day_channel_sequence_and_check_digit():
    assert case_number("420281", date(2024, 3, 11), 1, 1) == NUMBER


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(0, 9), st.integers(1, 999999))
def test_every_case_number_passes_its_own_check_and_no_single_slip_does(day, channel, sequence):
    number = case_number("420281", day, channel, sequence)

    assert bad_case_number(number) is None
    slips = [
        number[:place] + digit + number[place + 1 :]
        for place in range(22)
        for digit in "0123456789"
        if digit != number[place]
    ]
    assert [slip for slip in slips if bad_case_number(slip) is None] == []


@pytest.mark.parametrize("parts", [("42028", 1, 1), ("420281", 10, 1), ("420281", 1, 1_000_000), ("420281", 1, 0)])
def test_a_case_number_that_does_not_fit_is_not_made(parts):
    region, channel, sequence = parts

    with pytest.raises(ValueError, match="编不出办件编号"):
        case_number(region, date(2024, 3, 11), channel, sequence)


@pytest.mark.parametrize(
    "typed", ["4202 8120 2403 1110 0000 16", "４２０２812024031110000016", " 420281-20240311-1-000001-6 "]
)
def test_blanks_dashes_and_full_width_digits_do_not_matter(typed):
    assert bare(typed) == NUMBER
    assert bad_case_number(typed) is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("4202812024031110000015", "办件编号不对，可能有一位输错了，请对照凭条再输一遍。"),
        ("42028120240311", "办件编号是22位数字，现在是14位。"),
        ("abc", "办件编号是22位数字。"),
        ("٤٢٠٢٨١٢٠٢٤٠٣١١١٠٠٠٠٠١٦", "办件编号是22位数字，现在是22位。"),
        ("", "办件编号是22位数字。"),
    ],
)
def test_a_wrong_case_number_is_told_what_is_wrong(typed, sentence):
    assert bad_case_number(typed) == sentence


def test_a_number_is_read_out_in_fours():
    assert group4(NUMBER) == "4202 8120 2403 1110 0000 16"


def test_a_spoken_code_has_eight_characters_that_do_not_sound_alike():
    codes = {spoken_code() for _ in range(200)}

    assert len(codes) == 200
    assert {len(code) for code in codes} == {8}
    assert set("".join(codes)) <= set(SPOKEN)
    assert set("01BILOQS") & set(SPOKEN) == set()


def test_a_spoken_code_is_drawn_by_the_given_chance():
    assert spoken_code(pick=lambda letters: letters[0]) == "22222222"


@pytest.mark.parametrize("number", ["11010519491231002X", "11010519491231002x", "110105 19491231 002X"])
def test_a_resident_number_passes(number):
    assert valid_resident_id(number) is None


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("1101051949123100", "居民身份证号是18位，现在是16位。"),
        ("11010519491231002Y", "居民身份证号是17位数字加一位数字或X。"),
        ("110105194913310026", "居民身份证号第7到14位不是出生日期，请核对。"),
        ("990105194912310027", "居民身份证号前6位不是行政区划代码，请核对。"),
        ("110105194912310021", "居民身份证号的校验位不对，可能有一位输错了，请核对。"),
    ],
)
def test_a_wrong_resident_number_is_told_what_is_wrong(number, sentence):
    assert valid_resident_id(number) == sentence


def test_a_number_given_out_long_after_birth_under_a_newer_area_code_passes():
    assert valid_resident_id("42028119300101123X") is None


def test_a_credit_code_passes_and_a_wrong_one_is_told_what_is_wrong():
    assert valid_credit_code("91350100M000100Y43") is None
    assert valid_credit_code("91350100M000100Y44") == "统一社会信用代码的校验位不对，可能有一位输错了，请核对。"
    assert valid_credit_code("91350100M000100Y4") == "统一社会信用代码是18位，现在是17位。"
    assert valid_credit_code("91350100I000100Y43") == (
        "统一社会信用代码里有不该出现的字符（没有I、O、S、V、Z），请核对。"
    )


@pytest.mark.parametrize("phone", ["13800001234", "138 0000 1234", "0714-8720000", "07148720000"])
def test_a_phone_that_can_be_called_passes(phone):
    assert valid_phone(phone) is None


@pytest.mark.parametrize("phone", ["12800001234", "1380000123", "8720000", "电话"])
def test_a_phone_that_cannot_be_called_is_refused(phone):
    assert valid_phone(phone) == "请填11位手机号，或者带区号的座机号，例如 0714-8720000。"
