from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kit", "0003_mark")]

    operations = [
        migrations.CreateModel(
            name="NumberBlock",
            fields=[
                ("scope", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("next", models.PositiveIntegerField(default=1)),
            ],
        ),
    ]
