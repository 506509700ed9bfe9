from django.apps import AppConfig


class PaperConfig(AppConfig):
    name = "barrio.paper"
    label = "paper"
