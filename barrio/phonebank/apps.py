from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PhonebankConfig(AppConfig):
    name = "barrio.phonebank"
    label = "phonebank"

    def ready(self) -> None:
        from barrio.canvass.links import register_link
        from barrio.people.erasing import register_eraser
        from barrio.people.panels import Panel, register_panel
        from barrio.phonebank.erasing import forget_person
        from barrio.phonebank.permissions import address_of_banks
        from barrio.phonebank.queries import panel_of

        register_link("doors", _("Calls and text messages"), address_of_banks)
        register_panel(Panel("calls", 40, "phonebank/_panel.html", panel_of))
        register_eraser(forget_person)
