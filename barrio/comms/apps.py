from django.apps import AppConfig


class CommsConfig(AppConfig):
    name = "barrio.comms"
    label = "comms"
