"""Signatures, addresses inside, and what a hook may lead to. Pure."""

from datetime import date

import pytest

from jinban.systems import rules

SECRET, BODY = "jbs_secret", b'{"id": 7}'


def test_a_signature_holds_for_five_minutes_and_for_this_body_alone():
    header = f"t=1000,v1={rules.signature(SECRET, 1000, BODY)}"

    found = [
        rules.signed(header, SECRET, BODY, now=1000),
        rules.signed(header, SECRET, BODY, now=1300),
        rules.signed(header, SECRET, BODY, now=1301),
        rules.signed(header, SECRET, BODY + b" ", now=1000),
        rules.signed(header, "jbs_other", BODY, now=1000),
        rules.signed(header.replace("t=1000", "t=1001"), SECRET, BODY, now=1000),
        rules.signed("nonsense", SECRET, BODY, now=1000),
    ]

    assert found == [True, True, False, False, False, False, False]


@pytest.mark.parametrize(
    ("address", "lets"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("2002:a01:203::1", False),
        ("2002:7f00:1::1", False),
        ("2002:808:808::1", True),
        ("2001:0:808:808:0:0:f5fe:fdfc", False),
    ],
)
def test_a_message_goes_to_public_addresses_only(address, lets):
    assert (rules.address_misfit(address, (), demo=False) is None) == lets


def test_a_network_inside_is_open_where_the_city_names_it_and_this_machine_in_a_demonstration():
    assert rules.address_misfit("10.20.3.4", ("10.20.0.0/16",), demo=False) is None
    assert (
        rules.address_misfit("10.21.3.4", ("10.20.0.0/16",), demo=False) == "地址在内网，不在允许的网段里，不能推送。"
    )
    assert rules.address_misfit("169.254.169.254", ("0.0.0.0/0",), demo=False) == "地址是内部保留的，不能推送。"
    assert rules.address_misfit("127.0.0.1", ("0.0.0.0/0",), demo=False) == "地址指向本机，不能推送。"
    assert rules.address_misfit("127.0.0.1", (), demo=True) is None
    assert rules.address_misfit("127.0.0.2", (), demo=True) == "地址指向本机，不能推送。"


def test_a_hook_leads_to_https_with_a_plain_host():
    bad = [
        "http://partner.example/x", "ftp://partner.example", "https://", "https://a:b@partner.example/", "https://10.1.1.1/x",
        "https://[::1]/x", "https://partner.example:0/", "https://partner.example/#x", "https://part ner.example/", "张三",
        "https://partner.example:99999/", "http://127.0.0.1/x",
    ]  # fmt: skip

    assert [url for url in bad if rules.url_misfit(url, demo=False) is None] == []
    assert rules.url_misfit("https://partner.example:8443/hooks?a=1", demo=False) is None
    assert rules.url_misfit("http://127.0.0.1:9000/x", demo=True) is None


def test_tokens_are_long_differ_and_are_known_by_their_form():
    one, other = rules.fresh_token(), rules.fresh_token()

    assert (one.text != other.text, rules.token_shaped(one.text), one.text.startswith(one.prefix)) == (True, True, True)
    assert [rules.token_shaped(text) for text in ("", "jb_", one.text + "x", one.text[:-1] + "张")] == [False] * 4


def test_a_token_and_a_key_have_limits():
    first = date(2026, 1, 1)

    assert rules.token_misfit(["cases.read"], first, date(2028, 1, 1), 120) is None
    assert rules.token_misfit(["cases.read"], first, date(2025, 1, 1), 120) == "结束日不能早于开始日。"
    assert rules.token_misfit(["cases.read"], first, first, 0) == "每分钟次数要在1到6000之间。"
    assert [rules.key_misfit(key) is None for key in ("12345678", "1234567", "a" * 65, "with blank", "编号编号编号编号")] == [
        True, False, False, False, False
    ]  # fmt: skip
