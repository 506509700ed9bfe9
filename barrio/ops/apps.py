from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "barrio.ops"
    label = "ops"
