from django.apps import AppConfig


class RuntimeConfig(AppConfig):
    name = "barrio.runtime"
    label = "runtime"
