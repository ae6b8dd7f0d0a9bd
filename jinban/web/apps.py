from django.apps import AppConfig


class Web(AppConfig):
    name = "jinban.web"
    label = "web"
    verbose_name = "门户"
    default_auto_field = "django.db.models.BigAutoField"
