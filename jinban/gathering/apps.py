from django.apps import AppConfig


class Gathering(AppConfig):
    name = "jinban.gathering"
    label = "gathering"
    verbose_name = "办件归集"
    default_auto_field = "django.db.models.BigAutoField"
