from django.db import migrations

# Portable: the same text makes the view on SQLite and PostgreSQL.
VIEW = """
CREATE VIEW sites_fact AS
SELECT s.code AS site_id, s.kind, CASE WHEN s.town = '' THEN NULL ELSE s.town END AS town_id, s.opened_on, s.closed_on
FROM places_site s
"""


class Migration(migrations.Migration):
    dependencies = [("places", "0002_parameter")]
    operations = [migrations.RunSQL(VIEW, "DROP VIEW sites_fact")]
