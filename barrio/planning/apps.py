from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanningConfig(AppConfig):
    name = "barrio.planning"
    label = "planning"

    def ready(self) -> None:
        from barrio.assemblies.links import (
            register_entry_link,
            register_founding,
            register_link,
            register_standing,
        )
        from barrio.assemblies.watching import register_watcher
        from barrio.people.erasing import register_eraser
        from barrio.planning.actions import follow_vote
        from barrio.planning.erasing import forget_person
        from barrio.planning.standing import standing_on

        register_link(_("Plans we make together"), "planning:plan-list")
        register_founding(_("Begin a plan"), "planning:plan-begin")
        register_standing(standing_on)
        register_entry_link(_("Link to the plans"), "planning:link-show")
        register_watcher(follow_vote)
        register_eraser(forget_person)
