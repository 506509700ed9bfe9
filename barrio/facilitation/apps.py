from django.apps import AppConfig


class FacilitationConfig(AppConfig):
    name = "barrio.facilitation"
    label = "facilitation"

    def ready(self) -> None:
        from barrio.assemblies.links import (
            register_assembly_link,
            register_hall_link,
            register_wall_part,
        )
        from barrio.assemblies.watching import register_ending
        from barrio.facilitation.actions import clear_hall
        from barrio.facilitation.erasing import forget_person
        from barrio.facilitation.parts import links_of_assembly, links_of_hall, on_the_wall
        from barrio.people.erasing import register_eraser

        register_assembly_link(links_of_assembly)
        register_hall_link(links_of_hall)
        register_wall_part("facilitation/_wall.html", on_the_wall)
        register_ending(clear_hall)
        register_eraser(forget_person)
