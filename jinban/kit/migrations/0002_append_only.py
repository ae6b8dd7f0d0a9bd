from django.db import migrations

from jinban.kit.frozen import Frozen


class Migration(migrations.Migration):
    dependencies = [("kit", "0001_initial")]
    operations = [Frozen("Event", once=("routed_at",))]
