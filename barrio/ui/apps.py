from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "barrio.ui"
    label = "ui"
