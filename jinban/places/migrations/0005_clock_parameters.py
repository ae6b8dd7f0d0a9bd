from decimal import Decimal

from django.db import migrations

NEW = {
    "reopen_hours": ("决定后可以重开的时间", "72", "小时", "约定；从记下决定的时刻起算"),
    "tolerance_workdays": ("容缺补交的时间", "10", "工作日", "演示（待本市定；事项自己写了的从其规定）"),
    "remind_workdays": ("到期前几天提醒申请人", "3", "工作日", "演示（待本市定）"),
    "yellow_workdays": ("黄牌：最少提前几天", "1", "工作日", "约定：剩余不多于1个工作日或承诺时限的20%，取大"),
    "yellow_percent": ("黄牌：承诺时限的百分之几", "20", "%", "约定：剩余不多于1个工作日或承诺时限的20%，取大"),
    "escalate_workdays": ("超期提醒升一级的间隔", "2", "工作日", "演示（待本市定）；超承诺先提醒经办处，再提醒负责人，超法定提醒政务服务管理"),
}


def settle(apps, schema_editor):
    """A city that was loaded before these were its numbers gets them as agreed; it may load others."""
    parameters = apps.get_model("places", "Parameter").objects.using(schema_editor.connection.alias)
    if parameters.exists():
        for key, (name, value, unit, source) in NEW.items():
            row = {"name": name, "value": Decimal(value), "unit": unit, "source": source}
            parameters.get_or_create(key=key, defaults=row)


class Migration(migrations.Migration):
    dependencies = [("places", "0004_sleeping_cases")]
    operations = [migrations.RunPython(settle, migrations.RunPython.noop)]
