from django.apps import AppConfig


class Circular(AppConfig):
    name = "jinban.circular"
    label = "circular"
    verbose_name = "通报"
    default_auto_field = "django.db.models.BigAutoField"
