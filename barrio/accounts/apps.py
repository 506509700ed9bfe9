from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "barrio.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
