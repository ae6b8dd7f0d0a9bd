"""A file that was loaded, what it changed, and what was wrong with it. Fields and constraints only."""

from django.db import models

from jinban.loading.stages import S

KINDS = {"fresh": "新增", "changed": "修改", "dropped": "去掉"}


class Load(models.Model):
    """One file handed in by a seat, for some of the tables. `stored` is its name in the store, until it is put aside;
    `digest` is that of the changes that were shown. `counts` says for each table: fresh, changed, dropped, same."""

    stage = models.CharField("阶段", max_length=8, choices=S.choices, default=S.GIVEN)
    version = models.PositiveIntegerField(default=1)
    tables = models.JSONField("表")
    accounts = models.BooleanField("账号", default=False)
    file_name = models.CharField("文件名", max_length=120)
    stored = models.CharField(max_length=32, blank=True)
    sha256 = models.CharField("校验值", max_length=64)
    size = models.PositiveIntegerField("字节")
    seat = models.ForeignKey("people.Seat", models.PROTECT, related_name="+")
    at = models.DateTimeField("上传时间")
    faults = models.PositiveIntegerField("错误", default=0)
    examples = models.PositiveIntegerField("示例行", default=0)
    counts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    loaded_at = models.DateTimeField("导入时间", null=True)
    undone_seat = models.ForeignKey("people.Seat", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        verbose_name = "导入"
        constraints = (models.CheckConstraint(condition=models.Q(stage__in=S.values), name="loading_stage"),)

    def __str__(self) -> str:
        return f"第{self.pk}次导入"

    def total(self, kind: str) -> int:
        """How many rows of all tables were fresh, changed, dropped or same."""
        return sum(counts[kind] for counts in self.counts.values())

    @property
    def changes_count(self) -> int:
        """How many rows the file changes."""
        return sum(self.total(kind) for kind in KINDS)


class Change(models.Model):
    """One row that a load changes: what stood there and what stands there after it, as the words of a file. Written so
    that the last one has the lowest id: pages turn from high to low."""

    load = models.ForeignKey(Load, models.CASCADE, related_name="changes")
    table = models.CharField(max_length=20)
    key = models.CharField(max_length=300)
    kind = models.CharField(max_length=8, choices=list(KINDS.items()))
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        verbose_name = "导入的改动"
        indexes = (
            models.Index(fields=["load", "id"], name="loading_change_of"),
            models.Index(fields=["table", "key"], name="loading_change_row"),
        )

    def __str__(self) -> str:
        return f"{self.table} {self.key}"


class Wrong(models.Model):
    """One fault of a file: where, and the sentence. In the order of `Change`."""

    load = models.ForeignKey(Load, models.CASCADE, related_name="wrongs")
    sheet = models.CharField(max_length=60, blank=True)
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20)
    sentence = models.TextField()

    class Meta:
        verbose_name = "导入的错误"
        indexes = (models.Index(fields=["load", "id"], name="loading_wrong_of"),)

    def __str__(self) -> str:
        return f"{self.sheet} {self.row} {self.column}"
