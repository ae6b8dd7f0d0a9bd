from django.db import migrations, models

# The fact  Portable: the same text makes them on SQLite and PostgreSQL.
_PLACED = """c.site_id, c.town_id, c.village_id, c.holder_site_id, c.holder_department_id, c.next_site_id,
       c.next_department_id, c.department_id, c.item_id, c.item_class_id, c.batch_id, b.level AS batch_level,
       c.delegation_id, c.channel, c.applicant_id, c.agent_id, CASE WHEN c.police THEN 1 ELSE 0 END AS police,
       CASE WHEN c.stage = 'voided' THEN 1 ELSE 0 END AS voided"""

CASES_BEFORE = """
CREATE VIEW cases_fact AS
SELECT c.id AS case_id, c.site_id, c.town_id, c.village_id, c.holder_site_id, c.holder_department_id,
       c.next_site_id, c.next_department_id, c.department_id, c.item_id, c.item_class_id, c.batch_id, b.level AS batch_level,
       c.delegation_id, c.channel, c.applicant_id, c.agent_id, c.verdict, c.stage,
       c.received_day, c.received_month, c.accepted_day, c.accepted_month, c.decided_day, c.decided_month,
       c.promised_due, c.legal_due, c.delivered_day,
       CASE WHEN c.police THEN 1 ELSE 0 END AS police,
       CASE WHEN c.instant THEN 1 ELSE 0 END AS instant,
       CASE WHEN c.on_the_spot THEN 1 ELSE 0 END AS on_the_spot,
       CASE WHEN c.stage = 'voided' THEN 1 ELSE 0 END AS voided,
       CASE WHEN c.stage IN ('accepted', 'reviewing', 'deciding') THEN 1 ELSE 0 END AS is_open
FROM cases_case c LEFT JOIN delegation_batch b ON b.code = c.batch_id
WHERE c.number IS NOT NULL
"""

CASES = f"""
CREATE VIEW cases_fact AS
SELECT c.id AS case_id, {_PLACED}, c.verdict, c.stage,
       c.received_day, c.received_month, c.accepted_day, c.accepted_month, c.decided_day, c.decided_month,
       c.ended_day, c.ended_month, c.promised_due, c.legal_due, c.delivered_day,
       c.legal_workdays, c.promised_workdays, c.taken_workdays,
       CASE WHEN c.instant THEN 1 ELSE 0 END AS instant,
       CASE WHEN c.on_the_spot THEN 1 ELSE 0 END AS on_the_spot,
       CASE WHEN c.stage IN ('accepted', 'reviewing', 'deciding') THEN 1 ELSE 0 END AS is_open
FROM cases_case c LEFT JOIN delegation_batch b ON b.code = c.batch_id
WHERE c.number IS NOT NULL
"""

MATERIALS = f"""
CREATE VIEW materials_fact AS
SELECT m.id AS material_id, m.case_id, m.waiver, {_PLACED}, c.accepted_day, c.accepted_month,
       CASE WHEN m.required THEN 1 ELSE 0 END AS required,
       CASE WHEN m.state = 'waived' THEN 1 ELSE 0 END AS waived
FROM cases_casematerial m JOIN cases_case c ON c.id = m.case_id LEFT JOIN delegation_batch b ON b.code = c.batch_id
WHERE c.number IS NOT NULL
"""

# A month of a day that is written 2024-05-07, on SQLite where it is text as on PostgreSQL where it is cast to text.
REPEATS = f"""
CREATE VIEW repeats_fact AS
SELECT e.id AS event_id, c.id AS case_id, {_PLACED}, e.day AS tried_day,
       CAST(substr(CAST(e.day AS varchar(10)), 1, 4) AS integer) * 100
       + CAST(substr(CAST(e.day AS varchar(10)), 6, 2) AS integer) AS tried_month
FROM kit_event e JOIN cases_case c ON c.id = CAST(e.subject_id AS bigint)
LEFT JOIN delegation_batch b ON b.code = c.batch_id
WHERE e.name = 'cases.new_point_refused' AND e.subject_kind = 'cases.case' AND c.number IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_fact_view"), ("delegation", "0001_initial"), ("kit", "0002_append_only")]
    operations = [
        migrations.RunSQL("DROP VIEW cases_fact", CASES_BEFORE),
        migrations.AddField("case", "ended_day", models.DateField(null=True, verbose_name="未决定而了结")),
        migrations.AddField("case", "ended_month", models.PositiveIntegerField(null=True)),
        migrations.AddField("case", "legal_workdays", models.PositiveSmallIntegerField(null=True, verbose_name="法定工作日数")),
        migrations.AddField("case", "promised_workdays", models.PositiveSmallIntegerField(null=True, verbose_name="承诺工作日数")),
        migrations.AddField("case", "taken_workdays", models.PositiveSmallIntegerField(null=True, verbose_name="实际工作日数")),
        migrations.RunSQL(CASES, "DROP VIEW cases_fact"),
        migrations.RunSQL(MATERIALS, "DROP VIEW materials_fact"),
        migrations.RunSQL(REPEATS, "DROP VIEW repeats_fact"),
    ]
