from django.apps import AppConfig


class AssembliesConfig(AppConfig):
    name = "barrio.assemblies"
    label = "assemblies"

    def ready(self) -> None:
        from barrio.assemblies.erasing import forget_person
        from barrio.people.erasing import register_eraser

        register_eraser(forget_person)
