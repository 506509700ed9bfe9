from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CensusConfig(AppConfig):
    name = "barrio.census"
    label = "census"

    def ready(self) -> None:
        from barrio.assemblies.links import (
            register_entry_link,
            register_missing_link,
            register_roll_link,
        )
        from barrio.census.erasing import forget_person
        from barrio.people.erasing import register_eraser

        register_entry_link(_("Letter that they belong"), "census:letter-issue")
        register_entry_link(_("Somebody says they do not belong"), "census:challenge-off")
        register_missing_link(_("They say that they belong"), "census:challenge-on")
        register_roll_link(_("Letters, with a code that proves them"), "census:letter-list")
        register_roll_link(_("Who says that the roll is wrong"), "census:challenge-list")
        register_eraser(forget_person)
