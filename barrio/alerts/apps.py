from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "barrio.alerts"
    label = "alerts"
