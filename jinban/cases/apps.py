from django.apps import AppConfig


class Cases(AppConfig):
    name = "jinban.cases"
    label = "cases"
    verbose_name = "办件"
    default_auto_field = "django.db.models.BigAutoField"
