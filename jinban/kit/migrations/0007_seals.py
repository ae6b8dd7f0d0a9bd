from django.db import migrations, models

from jinban.kit.frozen import Frozen


class Migration(migrations.Migration):
    dependencies = [("kit", "0006_dutyrun")]
    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("sequence", models.BigIntegerField(primary_key=True, serialize=False)),
                ("event", models.BigIntegerField(unique=True)),
                ("key", models.PositiveSmallIntegerField()),
                ("digest", models.BinaryField(max_length=32)),
                ("chain", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="SealGap",
            fields=[
                ("first", models.BigIntegerField(primary_key=True, serialize=False)),
                ("last", models.BigIntegerField()),
                ("noticed_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first__lte", models.F("last"))), name="sealgap_in_order"
                    ),
                ],
            },
        ),
        Frozen("Seal"),
        Frozen("SealGap"),
    ]
