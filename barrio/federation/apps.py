from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FederationConfig(AppConfig):
    name = "barrio.federation"
    label = "federation"

    def ready(self) -> None:
        from barrio.assemblies.links import register_founding, register_link, register_standing
        from barrio.assemblies.watching import (
            register_bar,
            register_brake,
            register_check,
            register_leaving,
            register_watcher,
        )
        from barrio.federation import hearing  # noqa: F401 (who hears which document)
        from barrio.federation.actions.deciding import tell_result
        from barrio.federation.actions.delegates import end_recalled
        from barrio.federation.actions.documents import register_courier
        from barrio.federation.delivery import deliver_waiting
        from barrio.federation.erasing import forget_person, leave_roll
        from barrio.federation.queries import flaws, why_no_delegate, why_not_binding
        from barrio.federation.standing import standing_on
        from barrio.federation.tasks import deliver_later
        from barrio.people.erasing import register_eraser
        from barrio.runtime.upkeep import register_chore

        register_link(_("Councils and communes"), "federation:overview")
        register_founding(_("Join a larger body, or be linked to one below"), "federation:overview")
        register_standing(standing_on)
        register_watcher(tell_result)
        register_watcher(end_recalled)
        register_bar(why_no_delegate)
        register_check(flaws)
        register_brake(why_not_binding)
        register_courier(deliver_later)
        register_eraser(forget_person)
        register_leaving(leave_roll)
        register_chore("documents to other bodies", deliver_waiting)
