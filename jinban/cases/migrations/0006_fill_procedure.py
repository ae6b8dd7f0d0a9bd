from django.db import migrations

# The clocks of cases from before began with the day of acceptance; what an open notice waits for is its own day.
COUNTS_FROM = "UPDATE cases_case SET counts_from = accepted_day WHERE accepted_day IS NOT NULL AND counts_from IS NULL"
SUPPLY_DUE = """
UPDATE cases_case SET supply_due = (SELECT n.due FROM cases_notice n WHERE n.case_id = cases_case.id AND n.withdrawn_at IS NULL)
WHERE stage = 'supplement'
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_procedure")]
    operations = [
        migrations.RunSQL(COUNTS_FROM, migrations.RunSQL.noop),
        migrations.RunSQL(SUPPLY_DUE, migrations.RunSQL.noop),
    ]
