from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "barrio.web"
    label = "web"

    def ready(self) -> None:
        from barrio.web.navigation import register_all

        register_all()
