from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "barrio.core"
    label = "core"
