from django.apps import AppConfig


class People(AppConfig):
    name = "jinban.people"
    label = "people"
    verbose_name = "人员"
    default_auto_field = "django.db.models.BigAutoField"
