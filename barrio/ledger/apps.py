from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "barrio.ledger"
    label = "ledger"

    def ready(self) -> None:
        from barrio.assemblies.links import register_founding, register_standing
        from barrio.assemblies.watching import register_agenda, register_watcher
        from barrio.ledger.actions.statements import follow_vote, put_on_agenda
        from barrio.ledger.standing import standing_on
        from barrio.ui.navigation import section

        section("steward", url_name="ledger:overview")
        register_founding(_("Open the communal bank"), "ledger:book-open")
        register_standing(standing_on)
        register_watcher(follow_vote)
        register_agenda(put_on_agenda)
