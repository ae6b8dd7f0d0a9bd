"""What several actions do alike: ask whether somebody may, and take their turn at a source."""

from jinban.gathering.models import Source
from jinban.kit.events import Actor
from jinban.kit.refused import Refused
from jinban.people import permits
from jinban.people.actors import Actor as Person
from jinban.people.roles import Role


def may_gather(by: Person, source: Source) -> None:
    """Refused unless this post hands in cases of this source; a head of a department those of its own systems, and so an outside
    system that acts for a department."""
    if by.ours:
        return
    if by.kind == "system":
        if not by.department or source.department_id != by.department:
            raise Refused(f"“{source.name}”不是这个对接系统所在部门的来源，不能归集。")
        return
    if sentence := permits.may(by.role, "gather", "gathered"):
        raise Refused(sentence)
    if by.role == Role.DEPT_HEAD and source.department_id != by.department:
        raise Refused(f"“{source.name}”不是本部门的系统，请由它的部门或者政务服务管理来归集。")


def source_of(code: str) -> Source:
    """The source with this code. Refused when there is none."""
    found = Source.objects.select_related("department").filter(pk=code).first()
    if found is None:
        raise Refused(f"没有登记“{code[:20]}”这个来源，请先登记。")
    return found


def in_turn(source: Source) -> None:
    """Write on the state that was read, and on no other. Refused when somebody was faster."""
    if not Source.objects.filter(pk=source.pk, version=source.version).update(version=source.version + 1):
        raise Refused(f"“{source.name}”刚才又有人改过，请重新检查一遍再装入。")
    source.version += 1


def who(by: Actor) -> dict[str, object]:
    """Who did it, as rows keep it."""
    return {"by_kind": by.kind, "by_id": by.id}
