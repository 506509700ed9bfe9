from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "barrio.places"
    label = "places"
