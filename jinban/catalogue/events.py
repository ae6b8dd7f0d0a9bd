"""What happens to items and their versions."""

from dataclasses import dataclass
from datetime import date

from jinban.kit.events import Code, Fact, Id


@dataclass(frozen=True)
class ClassKept(Fact, name="catalogue.class_kept", label="登记类别"):
    """A class of items was written or changed."""

    item_class: Code


@dataclass(frozen=True)
class ItemKept(Fact, name="catalogue.item_kept", label="登记事项"):
    """An item's own row was written or changed."""

    item: Code
    department: Code


@dataclass(frozen=True)
class Drafted(Fact, name="catalogue.drafted", label="起草"):
    """A new version was drafted."""

    item: Code
    number: Id
    verified: bool


@dataclass(frozen=True)
class Revised(Fact, name="catalogue.revised", label="修改草稿"):
    """A draft got another content."""

    item: Code
    number: Id


@dataclass(frozen=True)
class Published(Fact, name="catalogue.published", label="发布"):
    """A version was published and is frozen from now on."""

    item: Code
    number: Id
    valid_from: date
    valid_to: date | None
    verified: bool


@dataclass(frozen=True)
class Ended(Fact, name="catalogue.ended", label="定止期"):
    """A published version got the last day on which it holds."""

    item: Code
    number: Id
    valid_to: date


@dataclass(frozen=True)
class TakenBack(Fact, name="catalogue.taken_back", label="撤销登记"):
    """What a load had added, a class, an item or a version (`number`), was removed again, before anything referred to it."""

    item: Code | None
    number: Id | None
