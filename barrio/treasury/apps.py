from django.apps import AppConfig


class TreasuryConfig(AppConfig):
    name = "barrio.treasury"
    label = "treasury"
