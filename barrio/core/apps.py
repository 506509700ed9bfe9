from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "barrio.core"
    label = "core"

    def ready(self) -> None:
        from barrio.core.migrations_speed import tell_rendered_models

        tell_rendered_models()
