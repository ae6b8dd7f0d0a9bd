"""What happens to handed-down powers."""

from dataclasses import dataclass
from datetime import date

from jinban.kit.events import Code, Fact, Id


@dataclass(frozen=True)
class BatchPut(Fact, name="delegation.batch_put", label="登记下沉批次"):
    """A batch came (`fresh`), or its name, document or note was corrected."""

    fresh: bool
    level: Code
    issued_on: date


@dataclass(frozen=True)
class Granted(Fact, name="delegation.granted", label="下放权限"):
    """A power was handed down. `sites` counts the places named, nought when it holds everywhere."""

    batch: Code
    item: Code
    department: Code
    legal_form: Code
    town_power: Code
    village_power: Code
    everywhere: bool
    sites: Id
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Ended(Fact, name="delegation.ended", label="定下放的结束日"):
    """The last day of a handed-down power was set, moved or taken away again."""

    before: date | None
    last: date | None


@dataclass(frozen=True)
class TakenBack(Fact, name="delegation.taken_back", label="撤销登记"):
    """A row or a batch that a load had added was removed again, before anything referred to it."""
