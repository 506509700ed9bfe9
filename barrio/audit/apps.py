from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "barrio.audit"
    label = "audit"
