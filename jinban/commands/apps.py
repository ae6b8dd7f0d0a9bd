from django.apps import AppConfig


class Commands(AppConfig):
    name = "jinban.commands"
    label = "commands"
    verbose_name = "命令"
    default_auto_field = "django.db.models.BigAutoField"
