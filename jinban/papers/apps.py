from django.apps import AppConfig


class Papers(AppConfig):
    name = "jinban.papers"
    label = "papers"
    verbose_name = "文书"
    default_auto_field = "django.db.models.BigAutoField"
