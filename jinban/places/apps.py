from django.apps import AppConfig


class Places(AppConfig):
    name = "jinban.places"
    label = "places"
    verbose_name = "地点"
    default_auto_field = "django.db.models.BigAutoField"
