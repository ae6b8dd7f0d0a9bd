"""What happens to outside systems. Ids, stored words and days only: no token, no secret, no address."""

from dataclasses import dataclass
from datetime import date

from jinban.kit.events import Code, Fact, Id


@dataclass(frozen=True)
class SystemRegistered(Fact, name="systems.registered", label="登记对接系统"):
    role: Code
    site: Code | None
    department: Code | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class SystemSuspended(Fact, name="systems.suspended", label="停用对接系统"):
    pass


@dataclass(frozen=True)
class SystemResumed(Fact, name="systems.resumed", label="恢复对接系统"):
    pass


@dataclass(frozen=True)
class TokenIssued(Fact, name="systems.token_issued", label="发令牌"):
    token: Id
    scopes: tuple[Code, ...]
    valid_from: date
    valid_to: date
    rate: Id


@dataclass(frozen=True)
class TokenRevoked(Fact, name="systems.token_revoked", label="收回令牌"):
    token: Id


@dataclass(frozen=True)
class HookAdded(Fact, name="systems.hook_added", label="加推送地址"):
    hook: Id
    facts: tuple[Code, ...]


@dataclass(frozen=True)
class HookSwitched(Fact, name="systems.hook_switched", label="开关推送地址"):
    hook: Id
    active: bool


@dataclass(frozen=True)
class ParcelResent(Fact, name="systems.parcel_resent", label="重新推送"):
    """Somebody let a parcel be sent again: one that had failed, or one that the other side lost."""

    parcel: Id
