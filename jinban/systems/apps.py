from django.apps import AppConfig


class Systems(AppConfig):
    name = "jinban.systems"
    label = "systems"
    verbose_name = "对接系统"
    default_auto_field = "django.db.models.BigAutoField"
