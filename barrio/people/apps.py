from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "barrio.people"
    label = "people"

    def ready(self) -> None:
        from barrio.people.importing.actions import forget_abandoned
        from barrio.runtime.upkeep import register_chore

        register_chore("lists nobody brought in", forget_abandoned)
