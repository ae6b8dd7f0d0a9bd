from django.db import migrations

from jinban.kit.frozen import Frozen


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial")]
    operations = [Frozen("template"), Frozen("paper")]
