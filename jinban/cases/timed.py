"""Which cases the passing of time, or a corrected calendar, concerns. Asked by the clock alone, who may know of all."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from jinban.cases.models import Case
from jinban.cases.stages import RUNNING, S
from jinban.kit.workdays import NoCalendar
from jinban.places import queries as places


def dated_by_calendar() -> QuerySet[Case]:
    """Accepted cases whose due days follow from the calendar: all that are not decided, and those decided whose counts wait
    for the calendar of a year."""
    waits = Q(missing_year__isnull=False) | Q(decided_day__isnull=False, taken_workdays=None)
    found = Case.objects.filter(Q(stage__in=RUNNING) | waits, accepted_day__isnull=False)
    return found.select_related("item_version").order_by("id")


def told_by_calendar() -> QuerySet[Case]:
    """Received cases whose days of notice follow from the calendar."""
    return Case.objects.filter(stage__in=(S.RECEIVED, S.SUPPLEMENT), received_day__isnull=False).order_by("id")


def unanswered(day: date) -> QuerySet[Case]:
    """Received cases whose five working days have passed without an answer."""
    return Case.objects.filter(stage=S.RECEIVED, notify_due__lt=day).order_by("id")


def unsupplied(day: date) -> QuerySet[Case]:
    """Cases whose day to bring what the notice lists has passed."""
    return Case.objects.filter(stage=S.SUPPLEMENT, supply_due__lt=day).order_by("id")


def broken_tolerances(day: date) -> QuerySet[Case]:
    """Cases accepted on a promise (容缺) whose day has passed."""
    return Case.objects.filter(tolerance_due__lt=day, stage__in=RUNNING).order_by("id")


def to_remind(day: date) -> QuerySet[Case]:
    """Cases whose applicant has something to bring within the next days and was not reminded."""
    last = day_after(day, int(places.parameter("remind_workdays")))
    told = Q(stage=S.SUPPLEMENT, supply_due__range=(day, last), notices__withdrawn_at=None, notices__reminded_day=None)
    promised = Q(stage__in=RUNNING, tolerance_due__range=(day, last), tolerance__reminded_day=None)
    return Case.objects.filter(told | promised).order_by("id").distinct()


def overdue_procedures(day: date) -> QuerySet[Case]:
    """Cases with a special procedure that runs beyond the day by which it was told to end."""
    return Case.objects.filter(procedures_until__lt=day, stage__in=RUNNING).order_by("id")


def day_after(day: date, workdays: int) -> date:
    """So many working days later; as many days where the calendar ends."""
    try:
        return places.calendar().add_workdays(day, workdays)
    except NoCalendar:
        return day + timedelta(days=workdays)
