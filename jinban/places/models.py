"""The city as data: divisions, departments, sites with windows, hours and network, names, the calendar."""

from django.db import models
from django.db.models import F, Q


class Level(models.TextChoices):
    CITY = "city", "市"
    TOWN = "town", "镇街"
    VILLAGE = "village", "村居"


class Division(models.Model):
    """An area with its statistical code of 12 digits, valid from and to; one that merged names its successor.
    `label` is town and village, for six names of villages occur twice; the loader keeps it."""

    code = models.CharField(primary_key=True, max_length=12)
    name = models.CharField(max_length=60)
    short_name = models.CharField(max_length=60)
    label = models.CharField(max_length=121)
    level = models.CharField(max_length=8, choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    in_scope = models.BooleanField()
    note = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="predecessors")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="places_division_parent",
                condition=Q(level="city", parent=None) | ~Q(level="city") & Q(parent__isnull=False),
            ),
            models.CheckConstraint(
                name="places_division_days", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="places_division_successor", condition=Q(successor=None) | Q(valid_to__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DepartmentKind(models.TextChoices):
    DEPARTMENT = "department", "部门"
    POLICE = "police", "公安机关"
    ENTERPRISE = "enterprise", "企业"
    GROUP = "group", "群团"
    OFFICE = "office", "办公室"


class Department(models.Model):
    """A unit of the city. An enterprise never delegates power."""

    code = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=60)
    official_name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=DepartmentKind)
    credit_code = models.CharField(max_length=18, blank=True)
    note = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class SiteKind(models.TextChoices):
    STATION = "station", "村级便民服务站"
    CENTRE = "centre", "镇级便民服务中心"
    HALL = "hall", "市政务服务中心"


class Site(models.Model):
    """A place where people are served. The loader derives `town` (a code, empty for the hall) and `label`
    from the division, so that a list needs no join."""

    code = models.CharField(primary_key=True, max_length=13)
    kind = models.CharField(max_length=8, choices=SiteKind)
    division = models.ForeignKey(Division, models.PROTECT, related_name="sites")
    town = models.CharField(max_length=12, blank=True, db_index=True)
    name = models.CharField(max_length=60)
    label = models.CharField(max_length=121)
    phone = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=200, blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    demo = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="places_site_town", condition=Q(kind="hall", town="") | ~Q(kind="hall") & ~Q(town="")
            ),
            models.CheckConstraint(
                name="places_site_days", condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.label


class WindowKind(models.TextChoices):
    COMPREHENSIVE = "comprehensive", "综合窗口"
    POLICE = "police", "公安专窗"


class Window(models.Model):
    """A counter of a site, valid from and to."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="windows")
    kind = models.CharField(max_length=16, choices=WindowKind)
    number = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "kind", "number", "valid_from"], name="places_window_once"),
            models.CheckConstraint(
                name="places_window_days", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Hours(models.Model):
    """One stretch of opening on one weekday (1 Monday … 7 Sunday) in a season given as MM-DD to MM-DD.
    Without a site: for all that have no rows of their own."""

    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="hours")
    season = models.CharField(max_length=20)
    from_month_day = models.CharField(max_length=5)
    to_month_day = models.CharField(max_length=5)
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    demo = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "season", "weekday", "opens"],
                name="places_hours_once",
                condition=~Q(site=None),
            ),
            models.UniqueConstraint(
                fields=["season", "weekday", "opens"],
                name="places_hours_default_once",
                condition=Q(site=None),
            ),
            models.CheckConstraint(name="places_hours_order", condition=Q(closes__gt=F("opens"))),
            models.CheckConstraint(name="places_hours_weekday", condition=Q(weekday__gte=1, weekday__lte=7)),
        ]

    def __str__(self) -> str:
        return f"{self.season} {self.opens:%H:%M}–{self.closes:%H:%M}"


class NetworkState(models.TextChoices):
    UP = "up", "接通"
    DOWN = "down", "断网"


class NetworkPeriod(models.Model):
    """From when to when (days, both included) the government network was up or down at a site."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="network")
    state = models.CharField(max_length=4, choices=NetworkState)
    from_day = models.DateField()
    to_day = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "from_day"], name="places_network_once"),
            models.CheckConstraint(name="places_network_days", condition=Q(to_day=None) | Q(to_day__gte=F("from_day"))),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.get_state_display()}"


class AliasKind(models.TextChoices):
    DIVISION = "division", "区划"
    DEPARTMENT = "department", "部门"
    ITEM = "item", "事项"
    CLASS = "class", "主项"
    SITE = "site", "站点"


class Alias(models.Model):
    """What people and papers call something, and the code it means."""

    kind = models.CharField(max_length=12, choices=AliasKind)
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="places_alias_once")]

    def __str__(self) -> str:
        return self.name


class Parameter(models.Model):
    """A number that the city settles, such as when a light turns yellow; with its unit and its source."""

    key = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=12, decimal_places=4)
    unit = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.CheckConstraint(name="places_parameter_positive", condition=Q(value__gt=0))]

    def __str__(self) -> str:
        return f"{self.name} {self.value.normalize():f}{self.unit}"


class CalendarYear(models.Model):
    """A year whose holiday notice is loaded. A year without a row has no working days at all."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=200)
    document = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return str(self.year)


class DayKind(models.TextChoices):
    REST = "rest", "放假"
    WORK = "work", "上班"


class CalendarDay(models.Model):
    """A weekday off, or a weekend day worked."""

    day = models.DateField(primary_key=True)
    kind = models.CharField(max_length=4, choices=DayKind)
    name = models.CharField(max_length=40, blank=True)
    year = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days")

    def __str__(self) -> str:
        return f"{self.day} {self.get_kind_display()}"
