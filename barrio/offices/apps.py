from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficesConfig(AppConfig):
    name = "barrio.offices"
    label = "offices"

    def ready(self) -> None:
        from barrio.assemblies.links import register_founding, register_link, register_standing
        from barrio.assemblies.watching import (
            register_agenda,
            register_leaving,
            register_watcher,
        )
        from barrio.offices.actions.recalling import follow_recall, put_on_agenda
        from barrio.offices.erasing import forget_person, leave_roll
        from barrio.offices.standing import standing_on
        from barrio.people.erasing import register_eraser

        register_link(_("Commissions and who sits in them"), "offices:overview")
        register_founding(_("Found a commission"), "offices:found")
        register_standing(standing_on)
        register_watcher(follow_recall)
        register_agenda(put_on_agenda)
        register_eraser(forget_person)
        register_leaving(leave_roll)
