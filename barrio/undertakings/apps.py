from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UndertakingsConfig(AppConfig):
    name = "barrio.undertakings"
    label = "undertakings"

    def ready(self) -> None:
        from barrio.assemblies.links import register_founding, register_link, register_standing
        from barrio.undertakings.enums import Kind
        from barrio.undertakings.parts import register_parts
        from barrio.undertakings.standing import parts_of_network, standing_on

        register_link(_("What the assembly resolved upon"), "undertakings:undertaking-list")
        register_founding(
            _("Begin a network, a campaign, a programme or a fund"),
            "undertakings:undertaking-begin",
        )
        register_standing(standing_on)
        register_parts(Kind.NETWORK, parts_of_network)
