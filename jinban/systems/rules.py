"""What must be true of outside systems, their tokens and hooks. Pure: each answers with None or with a sentence."""

import hashlib
import hmac
import ipaddress
import re
import secrets
import string
import urllib.parse
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jinban.people.roles import Role
from jinban.people.rules import seat_misfit

# The posts that a system may act as. Whoever decides in his own name, corrects, voids or administers is a person.
ROLES: tuple[Role, ...] = (
    Role.VILLAGE_HELPER,
    Role.TOWN_WINDOW,
    Role.TOWN_BACK,
    Role.POLICE_WINDOW,
    Role.DEPT_APPROVER,
    Role.BUSINESS_OFFICE,
)

SCOPES: Mapping[str, str] = {
    "catalogue.read": "读事项和材料清单",
    "places.read": "读区划、部门、办事地点",
    "cases.read": "读办件",
    "cases.write": "收件、办理",
    "personal.read": "看姓名全文、证件号码和电话（每看一次都记下）",
    "tracking.read": "按办件号或查询码查进度",
    "figures.read": "读统计数字",
    "gathered.write": "归集办件",
}
# What may be told to a system: the room's facts whose payload it may know. A closed list, so that a new fact is not told unasked.
TOLD: Mapping[str, str] = {
    "cases.received": "收件",
    "cases.accepted": "受理",
    "cases.deemed_accepted": "视为受理",
    "cases.accepted_tolerantly": "容缺受理",
    "cases.not_accepted": "不予受理",
    "cases.notified": "一次性告知",
    "cases.supplied": "补齐材料",
    "cases.given_back": "退件",
    "cases.forwarded": "移交",
    "cases.taken_over": "接收",
    "cases.checked": "审查完毕",
    "cases.decided": "作决定",
    "cases.issued": "制证",
    "cases.delivered": "送达",
    "cases.reopened": "重开",
    "cases.withdrawn": "撤回",
    "cases.tolerance_lapsed": "容缺逾期，视为撤回",
    "cases.transferred": "转报上级",
    "cases.voided": "作废",
}
KEPT = 90  # days for which an idempotency key answers alike
WINDOW = timedelta(minutes=5)  # how old a signed message may be when it is read
LONGEST = 2 * 366  # days of a token
RATE, RATE_MOST = 120, 6000
_ALPHABET = string.ascii_letters + string.digits
_TOKEN = re.compile(r"jb_[A-Za-z0-9]{8}_[A-Za-z0-9]{40}")
_KEY = re.compile(r"[\x21-\x7e]{8,64}")


@dataclass(frozen=True)
class Fresh:
    """A token that was just made: what is shown once, and its beginning."""

    text: str
    prefix: str


def fresh_token() -> Fresh:
    """A new token of 48 random letters and digits, more than 230 bits."""
    prefix = f"jb_{_random(8)}"
    return Fresh(f"{prefix}_{_random(40)}", prefix)


def fresh_secret() -> str:
    """A new secret for signing what is sent to a hook."""
    return f"jbs_{_random(40)}"


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def token_shaped(text: str) -> bool:
    """Whether it could be one of our tokens at all."""
    return _TOKEN.fullmatch(text) is not None


def office_misfit(role: str, site_kind: str, department: str) -> str | None:
    """A system acts as a post that a system may have, at the place where that post sits."""
    if role not in ROLES:
        return f"{Role(role).label}要由人来当，对接系统不能。"
    if role == Role.BUSINESS_OFFICE and site_kind:
        return f"{Role(role).label}看的是全市，不选站点。"
    return seat_misfit(role, site_kind, department)


def days_misfit(first: date, last: date | None) -> str | None:
    """A time ends after it begins."""
    return "结束日不能早于开始日。" if last and last < first else None


def token_misfit(scopes: Collection[str], first: date, last: date, rate: int) -> str | None:
    """A token can do something, for no longer than two years, so many times a minute."""
    if not scopes or set(scopes) - set(SCOPES):
        return "令牌至少要选一样权限。"
    if last < first:
        return "结束日不能早于开始日。"
    if (last - first).days > LONGEST:
        return "令牌最长用两年，到期前换一个新的。"
    return None if 1 <= rate <= RATE_MOST else f"每分钟次数要在1到{RATE_MOST}之间。"


def key_misfit(key: str) -> str | None:
    """An idempotency key is 8 to 64 visible ASCII characters."""
    return None if _KEY.fullmatch(key) else "Idempotency-Key 要写 8 到 64 个字母、数字或符号，不含空格。"


def url_misfit(url: str, *, demo: bool) -> str | None:
    """Where a hook may lead: https, a plain host, no name and password. In a demonstration also http to this machine."""
    try:
        parts = urllib.parse.urlsplit(url)
        port = parts.port
    except ValueError:
        return "地址不对，请写成 https://主机名/路径。"
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= 200
    if not plain or not parts.hostname or "@" in parts.netloc or parts.fragment or port == 0:
        return "地址不对，请写成 https://主机名/路径，不带账号和空格。"
    if parts.scheme == "http" and parts.hostname == "127.0.0.1" and demo:
        return None
    if parts.scheme != "https":
        return "地址要用 https:// 开头。"
    if (address := _literal(parts.hostname)) and (sentence := address_misfit(address, (), demo=demo)):
        return sentence
    return None


def _literal(host: str) -> str:
    """The host where it is an address and not a name."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return ""


def address_misfit(address: str, allowed: Sequence[str], *, demo: bool) -> str | None:
    """A message never goes to this machine, its neighbours or the network's own services: public addresses, and the networks
    that the city names (JINBAN_HOOK_NETWORKS, as the 政务外网 has). A demonstration may also speak to itself."""
    found = ipaddress.ip_address(address)
    found = getattr(found, "ipv4_mapped", None) or found
    for within in _carried_to(found):
        if sentence := address_misfit(within, allowed, demo=False):
            return sentence
    if getattr(found, "is_site_local", False):
        return "地址是内部保留的，不能推送。"
    if found.is_loopback:
        return None if demo and str(found) == "127.0.0.1" else "地址指向本机，不能推送。"
    if found.is_link_local or found.is_multicast or found.is_unspecified or found.is_reserved:
        return "地址是内部保留的，不能推送。"
    if any(found in ipaddress.ip_network(network) for network in allowed):
        return None
    return None if found.is_global else "地址在内网，不在允许的网段里，不能推送。"


def _carried_to(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[str]:
    """The IPv4 addresses that stand within this one and to which a gateway may carry it: 6to4 (RFC 3056), Teredo (RFC 4380)."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    return [str(one) for one in (address.sixtofour, *(address.teredo or ())) if one]


def facts_misfit(facts: Collection[str]) -> str | None:
    """A hook is told of something, and only of what may be told."""
    return None if facts and not set(facts) - set(TOLD) else "至少要选一种要推送的事情。"


def signature(secret: str, stamp: int, body: bytes) -> str:
    """HMAC-SHA256 over the stamp (seconds since 1970), a full stop and the body, as 64 hex digits."""
    return hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()


def signed(header: str, secret: str, body: bytes, *, now: int) -> bool:
    """What whoever is told should check: the signature is ours, and not older than five minutes. Reads
    `t=<stamp>,v1=<signature>`; for our tests and as the documentation's example."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    if not parts.get("t", "").isdecimal() or abs(now - int(parts["t"])) > WINDOW.total_seconds():
        return False
    return hmac.compare_digest(parts.get("v1", ""), signature(secret, int(parts["t"]), body))
