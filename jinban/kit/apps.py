from django.apps import AppConfig

from jinban.kit.log import speak_alike


class Kit(AppConfig):
    name = "jinban.kit"
    label = "kit"
    verbose_name = "工具"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every process writes its log alike."""
        speak_alike()
