from django.db import migrations

from jinban.kit.workdays import Calendar, NoCalendar

ENDINGS = ("cases.not_accepted", "cases.given_back", "cases.withdrawn", "cases.transferred")


def fill(apps, schema_editor):
    """Cases from before: count their working days, and find the day on which they ended without a decision."""
    connection = schema_editor.connection
    days = list(apps.get_model("places", "CalendarDay").objects.using(connection.alias).values_list("day", "kind"))
    calendar = Calendar(
        rest=frozenset(day for day, kind in days if kind == "rest"),
        work=frozenset(day for day, kind in days if kind == "work"),
        years=frozenset(apps.get_model("places", "CalendarYear").objects.using(connection.alias).values_list("year", flat=True)),
    )
    known = {}

    def count(first, last):
        if first is None or last is None:
            return None
        if (first, last) not in known:
            try:
                known[first, last] = calendar.count_workdays(first, last)
            except NoCalendar:
                known[first, last] = None
        return known[first, last]

    cases = apps.get_model("cases", "Case").objects.using(connection.alias)
    accepted = cases.filter(accepted_day__isnull=False).values_list("id", "accepted_day", "legal_due", "promised_due", "decided_day")
    changes = [(count(a, legal), count(a, promised), count(a, decided), pk) for pk, a, legal, promised, decided in accepted.iterator()]
    events = apps.get_model("kit", "Event").objects.using(connection.alias)
    ended = events.filter(name__in=ENDINGS, subject_kind="cases.case").values_list("day", "subject_id")
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE cases_case SET legal_workdays = %s, promised_workdays = %s, taken_workdays = %s WHERE id = %s", changes
        )
        cursor.executemany(
            "UPDATE cases_case SET ended_day = %s, ended_month = %s WHERE id = %s",
            [(day, day.year * 100 + day.month, int(pk)) for day, pk in ended],
        )


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_speed"), ("places", "0003_fact_view"), ("kit", "0005_tries")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
