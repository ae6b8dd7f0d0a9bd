from django.db import migrations, models

from jinban.kit.frozen import Removable


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]
    operations = [
        # Empty and nullable: SQLite adds the column in place, the triggers stay.
        migrations.AddField("itemversion", "withdrawn_at", models.DateTimeField(editable=False, null=True)),
        Removable("itemversion", when="OLD.stage = 'published'"),
    ]
