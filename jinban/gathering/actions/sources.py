"""The systems from which cases are gathered."""

import re
from datetime import datetime

from django.db import transaction

from jinban.gathering.events import SourcePut
from jinban.gathering.models import Source
from jinban.kit import marks
from jinban.kit.events import Code, record
from jinban.kit.refused import Refused
from jinban.people import permits
from jinban.people.actors import Actor
from jinban.places.models import Department

CODE = re.compile(r"[a-z][a-z0-9_-]{1,19}")


@transaction.atomic
def put_source(code: str, *, name: str, department: str = "", note: str = "", by: Actor, at: datetime) -> Source:
    """Register a system, or correct its name, unit and note; equal values write nothing. Refused when the code is no
    small Latin word, the name stands already, the unit is unknown, or somebody may not."""
    if not by.ours and (sentence := permits.may(by.role, "administer", "sources")):
        raise Refused(sentence)
    if not CODE.fullmatch(code):
        raise Refused("来源的编码用小写字母开头，只有小写字母、数字和横线，如 shebao，2到20个。")
    if not name.strip():
        raise Refused("来源的名称没有写，请填写，如“社保业务系统”。")
    if department and not Department.objects.filter(pk=department).exists():
        raise Refused(f"没有“{department}”这个部门，请重新选。")
    if Source.objects.filter(name=name.strip()).exclude(pk=code).exists():
        raise Refused(f"已经有叫“{name.strip()}”的来源了，请换个名称。")
    values = {"name": name.strip(), "department_id": department or None, "note": note.strip()}
    present = Source.objects.filter(pk=code).first()
    if present and all(getattr(present, key) == value for key, value in values.items()):
        return present
    if present and present.department_id != values["department_id"] and present.cases.exists():
        raise Refused("这个来源已经有归集的办件，不能再换部门。请另登记一个来源。")
    if present:
        Source.objects.filter(pk=code).update(**values)
    else:
        Source.objects.create(code=code, demo=marks.is_demo(), **values)
    fact = SourcePut(fresh=present is None, department=Code(department) if department else None)
    found = Source.objects.get(pk=code)
    record(fact, subject=found, by=by, at=at)
    return found
