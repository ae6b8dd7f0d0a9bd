from django.apps import AppConfig


class Delegation(AppConfig):
    name = "jinban.delegation"
    label = "delegation"
    verbose_name = "下沉"
    default_auto_field = "django.db.models.BigAutoField"
