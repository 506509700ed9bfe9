from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "barrio.ui"
    label = "ui"

    def ready(self) -> None:
        from django.contrib.auth.decorators import login_not_required
        from django.views.i18n import set_language

        # Somebody who cannot sign in yet must be able to read the page that says how.
        login_not_required(set_language)
