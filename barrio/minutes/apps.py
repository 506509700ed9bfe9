from django.apps import AppConfig


class MinutesConfig(AppConfig):
    name = "barrio.minutes"
    label = "minutes"

    def ready(self) -> None:
        from barrio.assemblies.links import register_assembly_link
        from barrio.assemblies.watching import register_check
        from barrio.minutes.erasing import forget_person
        from barrio.minutes.links import links_of
        from barrio.minutes.queries import flaws
        from barrio.people.erasing import register_eraser

        register_check(flaws)
        register_assembly_link(links_of)
        register_eraser(forget_person)
