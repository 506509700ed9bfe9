from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "barrio.people"
    label = "people"
