"""Staff and the seats they sit on; the people and organisations who apply."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.crypto import salted_hmac

from jinban.people.roles import DEPARTMENT_ROLES, SITE_ROLES, Role


class Staff(AbstractBaseUser):
    """A person who works here, known by the work number. What he may do hangs on his seats alone.
    A higher `epoch` ends every session of his; `code_spent` is the last half minute whose code was used."""

    work_no = models.CharField("工号", max_length=20, unique=True)
    name = models.CharField("姓名", max_length=40)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    epoch = models.PositiveIntegerField(default=0)
    code_spent = models.BigIntegerField(default=0)
    demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = BaseUserManager()

    USERNAME_FIELD = "work_no"
    EMAIL_FIELD = ""
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return f"{self.name}（{self.work_no}）"

    def get_session_auth_hash(self) -> str:
        """What a session must still agree with: the password and the epoch."""
        return salted_hmac("jinban.people.session", f"{self.password}/{self.epoch}", algorithm="sha256").hexdigest()


class Seat(models.Model):
    """Person, post and place, dated (both days included). `closed_at` ends it at once, within the day. `acting_for` is
    the seat of the officer away for whom a deputy sits here."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="seats")
    role = models.CharField(max_length=16, choices=Role)
    site = models.ForeignKey("places.Site", models.PROTECT, null=True, related_name="seats")
    department = models.ForeignKey("places.Department", models.PROTECT, null=True, related_name="seats")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    acting_for = models.ForeignKey("self", models.PROTECT, null=True, related_name="deputies")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "staff",
                "role",
                Coalesce("site", Value("")),
                Coalesce("department", Value("")),
                condition=Q(valid_to=None),
                name="people_seat_open_once",
            ),
            models.CheckConstraint(
                name="people_seat_place",
                condition=Q(role__in=sorted(SITE_ROLES), site__isnull=False)
                | Q(role__in=sorted(DEPARTMENT_ROLES), department__isnull=False, site=None)
                | ~Q(role__in=sorted(SITE_ROLES | DEPARTMENT_ROLES)),
            ),
            models.CheckConstraint(
                name="people_seat_days", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="people_seat_acting_ends", condition=Q(acting_for=None) | Q(valid_to__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.staff_id}"

    @property
    def place(self) -> str:
        """Where the seat stands, in words: site, department, or the whole city."""
        return str(self.site or self.department or "全市")

    @property
    def stands_for(self) -> str:
        """（代民局长） of a deputy's seat, else empty."""
        return f"（代{self.acting_for.staff.name}）" if self.acting_for else ""

    @property
    def officer(self) -> str:
        """Who sits there as which post, and for whom: 部门负责人 民审批（代民局长）."""
        return f"{self.get_role_display()} {self.staff.name}{self.stands_for}"


class Absence(models.Model):
    """An officer is away from a seat from a first to a last day, both included; his deputy sits on the seat `acting`.
    `cancelled_at` ends it at once. The reason can be erased."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="absences")
    acting = models.OneToOneField(Seat, models.PROTECT, related_name="absence")
    first = models.DateField()
    last = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="people_absence_days", condition=Q(last__gte=F("first"))),
        ]

    def __str__(self) -> str:
        return f"外出委托 {self.seat_id}"

    def over(self, day: date) -> bool:
        """Whether nobody is away under it any more."""
        return self.cancelled_at is not None or self.last < day


class ApplicantKind(models.TextChoices):
    CITIZEN = "citizen", "个人"
    ORGANISATION = "organisation", "单位"


class IdType(models.TextChoices):
    RESIDENT = "resident", "居民身份证"
    HOUSEHOLD = "household", "户口簿（未成年）"
    BIRTH = "birth", "出生医学证明"
    PASSPORT = "passport", "护照"
    HK_MACAO = "hk_macao", "港澳居民来往内地通行证"
    TAIWAN = "taiwan", "台湾居民来往大陆通行证"
    FOREIGN_PERMANENT = "foreign_permanent", "外国人永久居留身份证"
    CREDIT = "credit", "统一社会信用代码"


class Applicant(models.Model):
    """One who applies. The number is sealed, found by a keyed hash, unique per type; empty while not known."""

    kind = models.CharField(max_length=12, choices=ApplicantKind)
    id_type = models.CharField(max_length=20, choices=IdType)
    id_sealed = models.TextField(blank=True)
    id_hash = models.CharField(max_length=64, null=True)
    name = models.CharField(max_length=120, db_index=True)
    phone_sealed = models.TextField(blank=True)
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True)
    home = models.ForeignKey("places.Division", models.PROTECT, null=True, related_name="+")
    responsible = models.ForeignKey("self", models.PROTECT, null=True, related_name="organisations")
    demo = models.BooleanField(default=False)
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id_hash", "id_type"], name="people_applicant_number_once"),
            models.CheckConstraint(
                name="people_applicant_number",
                condition=Q(id_sealed="", id_hash=None) | ~Q(id_sealed="") & Q(id_hash__isnull=False),
            ),
            models.CheckConstraint(
                name="people_applicant_kind",
                condition=Q(kind="organisation", id_type="credit", responsible__isnull=False, id_hash__isnull=False)
                | ~Q(id_type="credit") & Q(kind="citizen", responsible=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class NameChange(models.Model):
    """That a name was corrected: from what, to what, why, by which seat. Goes when the applicant goes."""

    applicant = models.ForeignKey(Applicant, models.CASCADE, related_name="name_changes")
    old = models.CharField(max_length=120)
    new = models.CharField(max_length=120)
    reason = models.CharField(max_length=200)
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"更正姓名 {self.applicant_id}"
