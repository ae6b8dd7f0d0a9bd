from django.db import migrations

# Portable: the same text makes the views on SQLite and PostgreSQL.
GATHERED = """
CREATE VIEW gathered_fact AS
SELECT g.id AS gathered_id, g.source_id, g.site_id, g.town_id, g.village_id, g.department_id, g.item_id, g.item_class_id,
       g.batch_id, b.level AS batch_level, g.delegation_id, g.channel, g.verdict, g.state,
       g.received_day, g.received_month, g.accepted_day, g.accepted_month, g.decided_day, g.decided_month,
       CASE WHEN g.police THEN 1 ELSE 0 END AS police,
       CASE WHEN g.state = 'voided' THEN 1 ELSE 0 END AS voided,
       CASE WHEN g.item_id IS NULL THEN 1 ELSE 0 END AS waiting
FROM gathering_gathered g LEFT JOIN delegation_batch b ON b.code = g.batch_id
"""
# `cases_fact` decides what of our own cases counts. A migration that drops it drops this view first and makes it again.
TOGETHER = """
CREATE VIEW together_fact AS
SELECT c.case_id * 2 AS row_id, 'own' AS origin, CAST(NULL AS VARCHAR(20)) AS source_id, c.site_id, c.town_id, c.village_id,
       c.holder_site_id, c.holder_department_id, c.next_site_id, c.next_department_id, c.department_id, c.item_id,
       c.item_class_id, c.batch_id, c.batch_level, c.delegation_id, c.channel, c.applicant_id, c.agent_id,
       c.received_day, c.received_month, c.accepted_day, c.accepted_month, c.decided_day, c.decided_month,
       c.police, c.voided, 1 AS closed
FROM cases_fact c
UNION ALL
SELECT g.gathered_id * 2 + 1 AS row_id, 'gathered' AS origin, g.source_id, g.site_id, g.town_id, g.village_id,
       CAST(NULL AS VARCHAR(13)) AS holder_site_id, CAST(NULL AS VARCHAR(40)) AS holder_department_id,
       CAST(NULL AS VARCHAR(13)) AS next_site_id, CAST(NULL AS VARCHAR(40)) AS next_department_id, g.department_id, g.item_id,
       g.item_class_id, g.batch_id, g.batch_level, g.delegation_id, g.channel, CAST(NULL AS BIGINT) AS applicant_id,
       CAST(NULL AS BIGINT) AS agent_id,
       g.received_day, g.received_month, g.accepted_day, g.accepted_month, g.decided_day, g.decided_month,
       g.police, g.voided, CASE WHEN g.state = 'closed' THEN 1 ELSE 0 END AS closed
FROM gathered_fact g
WHERE g.waiting = 0
"""


class Migration(migrations.Migration):
    dependencies = [
        ("gathering", "0001_initial"),
        ("cases", "0001_squashed_0009_escalation"),
    ]
    operations = [
        migrations.RunSQL(GATHERED, "DROP VIEW gathered_fact"),
        migrations.RunSQL(TOGETHER, "DROP VIEW together_fact"),
    ]
