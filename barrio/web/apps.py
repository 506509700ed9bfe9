from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "barrio.web"
    label = "web"
