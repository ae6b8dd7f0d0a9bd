from django.apps import AppConfig


class Messages(AppConfig):
    name = "jinban.messages"
    label = "messaging"  # Django has an application of its own called messages
    verbose_name = "通知"
    default_auto_field = "django.db.models.BigAutoField"
