from django.apps import AppConfig


class GrievancesConfig(AppConfig):
    name = "barrio.grievances"
    label = "grievances"
