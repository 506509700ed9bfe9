from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "barrio.events"
    label = "events"
