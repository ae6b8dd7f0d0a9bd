from django.db import migrations

from jinban.kit.frozen import Frozen


class Migration(migrations.Migration):
    dependencies = [("circular", "0001_initial")]
    operations = [
        Frozen("outline"),
        Frozen("circular", free=("stage", "version"), when="OLD.stage IN ('issued', 'archived')"),
        Frozen("freeze"),
        Frozen("frozenfigure"),
    ]
