"""Personal data at rest: sealed for one column, found by a keyed hash, shown masked."""

import stat

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from jinban.kit import sealed
from jinban.kit.sealed import SealBroken, lookup_hash, mask_id, mask_name, mask_phone, seal, unseal

HERE = {"table": "people_applicant", "column": "id_sealed"}


@pytest.fixture
def keys(tmp_path, monkeypatch):
    """A machine without keys yet."""
    monkeypatch.setenv("JINBAN_HOME", str(tmp_path))
    sealed._key_ids.cache_clear()
    yield tmp_path / "keys"
    sealed._key_ids.cache_clear()


def test_sm3_and_sm4_are_those_of_the_standard():
    digest = hashes.Hash(hashes.SM3())
    digest.update(b"abc")
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    lock = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()

    assert digest.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert (lock.update(key) + lock.finalize()).hex() == "681edf34d206965e86b3e94f536e4246"


@given(st.text(min_size=1))
def test_what_is_sealed_opens_again(value):
    assert unseal(seal(value, **HERE), **HERE) == value


def test_nothing_stays_nothing():
    assert seal("", **HERE) == ""
    assert unseal("", **HERE) == ""


def test_a_sealed_value_shows_its_key_and_not_its_content(keys):
    value = "11010519491231002X"

    first, second = seal(value, **HERE), seal(value, **HERE)

    assert first.startswith("s1.1.")
    assert first != second
    assert value not in first


@pytest.mark.parametrize("elsewhere", [{"column": "phone_sealed"}, {"table": "people_staff"}])
def test_a_value_copied_into_another_column_does_not_open(elsewhere):
    copied = seal("11010519491231002X", **HERE)

    with pytest.raises(SealBroken, match="不是这一栏的"):
        unseal(copied, **{**HERE, **elsewhere})


@pytest.mark.parametrize("place", [5, 20, -1])
def test_a_changed_value_does_not_open(place):
    value = seal("11010519491231002X", **HERE)
    changed = list(value)
    changed[place] = "A" if value[place] != "A" else "Q"

    with pytest.raises(SealBroken):
        unseal("".join(changed), **HERE)


@pytest.mark.parametrize("value", ["11010519491231002X", "s1.1.", "s2.1.AAAA", "s1.1.AAAA", "s1.77.AAAA" + "A" * 40])
def test_what_was_never_sealed_does_not_open(value):
    with pytest.raises(SealBroken):
        unseal(value, **HERE)


def test_keys_are_readable_by_us_alone_and_two_of_them(keys):
    seal("x", **HERE)
    lookup_hash("x", "phone")

    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {
        "seal-1.key": 0o600,
        "lookup.key": 0o600,
    }
    assert (keys / "seal-1.key").read_text() != (keys / "lookup.key").read_text()


def test_after_a_change_of_keys_old_values_open_and_new_ones_use_the_new_key(keys):
    old, found = seal("老", **HERE), lookup_hash("老", "phone")

    number = sealed.add_key()

    assert number == sealed.newest_key() == 2
    assert sealed.key_of(seal("新", **HERE)) == 2
    assert sealed.key_of(old) == 1
    assert unseal(old, **HERE) == "老"
    assert lookup_hash("老", "phone") == found


def test_equal_numbers_are_found_and_purposes_kept_apart():
    first = lookup_hash("13800001234", "phone")

    assert len(first) == 64
    assert lookup_hash("13800001234", "phone") == first
    assert lookup_hash("13800001234", "resident") != first
    assert lookup_hash("13800001235", "phone") != first


def test_another_machine_has_other_hashes(keys, monkeypatch, tmp_path):
    here = lookup_hash("13800001234", "phone")

    monkeypatch.setenv("JINBAN_HOME", str(tmp_path / "other"))

    assert lookup_hash("13800001234", "phone") != here


@pytest.mark.parametrize(
    ("name", "masked"), [("张三", "张*"), ("王小明", "王*明"), ("欧阳小娜", "欧**娜"), ("李", "*"), ("", "")]
)
def test_a_name_keeps_its_first_and_last_character(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [("11010519491231002X", "110105********002X"), ("E12345678", "E*******8"), ("A1", "**"), ("", "")],
)
def test_an_id_number_keeps_six_and_four_a_short_one_its_ends(number, masked):
    assert mask_id(number) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [("13800001234", "138****1234"), ("0714-8720000", "071*****0000"), ("8720000", "*****00"), ("110", "***")],
)
def test_a_phone_keeps_three_and_four(phone, masked):
    assert mask_phone(phone) == masked
