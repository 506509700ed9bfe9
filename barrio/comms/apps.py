from django.apps import AppConfig


class CommsConfig(AppConfig):
    name = "barrio.comms"
    label = "comms"

    def ready(self) -> None:
        from barrio.comms.actions.subscribers import stop_all_of
        from barrio.people.erasing import register_eraser

        register_eraser(stop_all_of)
