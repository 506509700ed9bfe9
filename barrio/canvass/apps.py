from django.apps import AppConfig


class CanvassConfig(AppConfig):
    name = "barrio.canvass"
    label = "canvass"
    default_auto_field = "django.db.models.BigAutoField"
