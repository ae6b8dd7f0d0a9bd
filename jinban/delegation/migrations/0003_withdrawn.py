from django.db import migrations, models

from jinban.kit.frozen import Removable


class Migration(migrations.Migration):
    dependencies = [("delegation", "0002_fact_view")]
    operations = [
        # Empty and nullable: SQLite adds the columns in place, the triggers stay.
        migrations.AddField("delegation", "withdrawn_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField("delegationsite", "withdrawn_at", models.DateTimeField(editable=False, null=True)),
        Removable("delegation"),
        Removable("delegationsite"),
    ]
