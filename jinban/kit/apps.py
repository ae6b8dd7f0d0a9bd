from django.apps import AppConfig


class Kit(AppConfig):
    name = "jinban.kit"
    label = "kit"
    verbose_name = "工具"
    default_auto_field = "django.db.models.BigAutoField"
