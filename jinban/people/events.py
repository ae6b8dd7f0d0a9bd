"""What happens to staff, seats and applicants. Never a name, a number or a phone: those stand in rows."""

from dataclasses import dataclass
from datetime import date

from jinban.kit.events import Code, Fact, Id


@dataclass(frozen=True)
class StaffRegistered(Fact, name="people.staff_registered", label="建立账号"):
    demo: bool


@dataclass(frozen=True)
class FirstPasswordSet(Fact, name="people.first_password_set", label="发初始密码"):
    pass


@dataclass(frozen=True)
class PasswordChanged(Fact, name="people.password_changed", label="改密码"):
    pass


@dataclass(frozen=True)
class TotpEnrolled(Fact, name="people.totp_enrolled", label="绑定验证器"):
    pass


@dataclass(frozen=True)
class TotpReset(Fact, name="people.totp_reset", label="重置验证器"):
    had: bool


@dataclass(frozen=True)
class SeatOpened(Fact, name="people.seat_opened", label="开通岗位"):
    role: Code
    site: Code | None
    department: Code | None


@dataclass(frozen=True)
class SeatClosed(Fact, name="people.seat_closed", label="停用岗位"):
    role: Code


@dataclass(frozen=True)
class SeatTaken(Fact, name="people.seat_taken", label="登录上岗"):
    """Somebody signed in with both factors and sat down on this seat."""


@dataclass(frozen=True)
class AbsenceEntered(Fact, name="people.absence_entered", label="外出委托"):
    """The officer of this seat is away these days; `acting` is the seat of who stands in."""

    absence: Id
    acting: Id
    first: date
    last: date


@dataclass(frozen=True)
class AbsenceEnded(Fact, name="people.absence_ended", label="外出委托结束"):
    """Before its last day: the officer is back, or a seat that it rests on has ended."""

    absence: Id


@dataclass(frozen=True)
class ApplicantRegistered(Fact, name="people.applicant_registered", label="登记申请人"):
    id_type: Code
    numbered: bool


@dataclass(frozen=True)
class PhoneCorrected(Fact, name="people.phone_corrected", label="更正电话"):
    pass


@dataclass(frozen=True)
class NameCorrected(Fact, name="people.name_corrected", label="更正姓名"):
    """Old and new name stand in a row (NameChange)."""


@dataclass(frozen=True)
class NumberLearned(Fact, name="people.number_learned", label="补登证件号码"):
    id_type: Code


@dataclass(frozen=True)
class Unmasked(Fact, name="people.unmasked", label="查看个人信息"):
    """Somebody looked at the whole value of a masked field, for a case; the person concerned can see this."""

    field: Code
    case: Id | None


@dataclass(frozen=True)
class TakenBack(Fact, name="people.taken_back", label="撤销登记"):
    """A seat or an account that a load had added was removed again, before anybody used it."""


@dataclass(frozen=True)
class Exported(Fact, name="people.exported", label="导出清单"):
    """This seat took a list along as a file: which, how it was narrowed (codes, never what was typed), how many rows."""

    listing: Code
    ending: Code
    rows: Id
    filters: tuple[Code, ...]
