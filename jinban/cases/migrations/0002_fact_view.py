from django.db import migrations

# Portable: the same text makes the view on SQLite and PostgreSQL.
VIEW = """
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


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("delegation", "0001_initial")]
    operations = [migrations.RunSQL(VIEW, "DROP VIEW cases_fact")]
