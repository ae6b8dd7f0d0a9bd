from django.apps import AppConfig


class Loading(AppConfig):
    name = "jinban.loading"
    label = "loading"
    verbose_name = "批量导入"
    default_auto_field = "django.db.models.BigAutoField"
