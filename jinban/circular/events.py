"""What happens to a circular. Ids, stored words and days only; comments and reasons are rows that can be erased."""

from dataclasses import dataclass
from datetime import date

from jinban.kit.events import Code, Fact, Id


@dataclass(frozen=True)
class OutlineKept(Fact, name="circular.outline_kept", label="底稿定稿"):
    kind: Code
    valid_from: date


@dataclass(frozen=True)
class Drafted(Fact, name="circular.drafted", label="起草"):
    kind: Code
    first: date
    last: date


@dataclass(frozen=True)
class Revised(Fact, name="circular.revised", label="修改文字"):
    parts: Id


@dataclass(frozen=True)
class UnitsPicked(Fact, name="circular.units_picked", label="选定突出单位"):
    towns: Id
    departments: Id


@dataclass(frozen=True)
class Commented(Fact, name="circular.commented", label="提意见"):
    note: Id


@dataclass(frozen=True)
class Reviewed(Fact, name="circular.reviewed", label="审核通过"):
    pass


@dataclass(frozen=True)
class SentBack(Fact, name="circular.sent_back", label="退回修改"):
    reason: Id


@dataclass(frozen=True)
class Approved(Fact, name="circular.approved", label="批准"):
    pass


@dataclass(frozen=True)
class Issued(Fact, name="circular.issued", label="签发"):
    day: date
    figures: Id
    seal: Code


@dataclass(frozen=True)
class Archived(Fact, name="circular.archived", label="归档"):
    pass


@dataclass(frozen=True)
class Discarded(Fact, name="circular.discarded", label="作废"):
    reason: Id
