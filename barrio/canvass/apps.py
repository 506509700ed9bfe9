from django.apps import AppConfig


class CanvassConfig(AppConfig):
    name = "barrio.canvass"
    label = "canvass"
