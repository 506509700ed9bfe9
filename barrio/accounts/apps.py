from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "barrio.accounts"
    label = "accounts"
