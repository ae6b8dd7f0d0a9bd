"""The life of a load: handed in, then loaded or put aside; what was loaded can be undone, once."""

from django.db.models import TextChoices

from jinban.kit.life import Life, Move
from jinban.loading import events as happened
from jinban.people.roles import Role


class S(TextChoices):
    GIVEN = "given", "待确认"
    LOADED = "loaded", "已导入"
    DROPPED = "dropped", "没有导入"
    UNDONE = "undone", "已撤销"


LOADERS = (Role.SERVICE_OFFICE.value, Role.SYSADMIN.value)
WHO = {role: str(Role(role).label) for role in LOADERS}


def faulty(load: object, by: object) -> str | None:
    """A file with faults is never loaded."""
    count = getattr(load, "faults", 0)
    return f"这个文件还有{count}处错，改好再上传。" if count else None


def nothing(load: object, by: object) -> str | None:
    """A file that changes nothing needs no load."""
    return None if getattr(load, "changes_count", 1) else "这个文件和现有数据一样，不用导入。"


LOAD = Life(
    name="load",
    label="导入",
    start=S.GIVEN,
    stages=S,
    who=WHO,
    moves=(
        Move("load", "确认导入", (S.GIVEN,), S.LOADED, LOADERS, happened.Loaded, (faulty, nothing)),
        Move("drop", "不导入了", (S.GIVEN,), S.DROPPED, LOADERS, happened.Dropped),
        Move("undo", "撤销导入", (S.LOADED,), S.UNDONE, LOADERS, happened.Undone),
    ),
)
