from django.apps import AppConfig


class FloorConfig(AppConfig):
    name = "barrio.floor"
    label = "floor"

    def ready(self) -> None:
        from barrio.assemblies.links import (
            register_assembly_link,
            register_hall_link,
            register_wall_part,
        )
        from barrio.assemblies.watching import register_ending
        from barrio.floor.actions import clear_floor
        from barrio.floor.erasing import forget_person
        from barrio.floor.parts import links_of_assembly, links_of_hall, on_the_wall
        from barrio.people.erasing import register_eraser

        register_assembly_link(links_of_assembly)
        register_hall_link(links_of_hall)
        register_wall_part("floor/_wall.html", on_the_wall)
        register_ending(clear_floor)
        register_eraser(forget_person)
