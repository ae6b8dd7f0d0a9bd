"""The life of a version: drafted, published, and from then on frozen but for the day on which it ends."""

from django.db.models import TextChoices

from jinban.catalogue.events import Ended, Published, Revised
from jinban.kit.life import Life, Move
from jinban.people.roles import Role


class S(TextChoices):
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"


WHO = {
    Role.SERVICE_OFFICE.value: Role.SERVICE_OFFICE.label,
    Role.DEPT_HEAD.value: Role.DEPT_HEAD.label,
    Role.DEPT_APPROVER.value: Role.DEPT_APPROVER.label,
    "loader": "装载程序",
}
DRAFTERS = (Role.SERVICE_OFFICE.value, Role.DEPT_HEAD.value, Role.DEPT_APPROVER.value, "loader")
PUBLISHERS = (Role.SERVICE_OFFICE.value, "loader")

VERSION = Life(
    name="version",
    label="事项版本",
    start=S.DRAFT,
    stages=S,
    who=WHO,
    moves=(
        Move("revise", "修改草稿", (S.DRAFT,), S.DRAFT, DRAFTERS, Revised),
        Move("publish", "发布", (S.DRAFT,), S.PUBLISHED, PUBLISHERS, Published),
        Move("end", "定止期", (S.PUBLISHED,), S.PUBLISHED, PUBLISHERS, Ended),
    ),
)
