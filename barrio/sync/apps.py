from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "barrio.sync"
    label = "sync"
