from django.db import migrations

from jinban.kit.frozen import Frozen

# Portable: the same text makes the view on SQLite and PostgreSQL.
VIEW = """
CREATE VIEW delegation_fact AS
SELECT d.code AS delegation_id, d.batch_id, b.level AS batch_level, d.item_id, d.item_class_id, d.department_id,
       d.legal_form, d.town_power, d.village_power, d.valid_from, d.valid_to,
       CASE WHEN d.everywhere THEN 1 ELSE 0 END AS everywhere
FROM delegation_delegation d JOIN delegation_batch b ON b.code = d.batch_id
"""


class Migration(migrations.Migration):
    dependencies = [("delegation", "0001_initial")]
    operations = [
        Frozen("delegation", free=("valid_to",)),
        Frozen("delegationsite"),
        migrations.RunSQL(VIEW, "DROP VIEW delegation_fact"),
    ]
