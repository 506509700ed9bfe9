from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaperConfig(AppConfig):
    name = "barrio.paper"
    label = "paper"

    def ready(self) -> None:
        from barrio.canvass.links import register_link

        register_link("doors", _("Key in a paper sheet"), _key_address)
        register_link("canvass", _("Paper sheets and tallies"), _to("paper:canvass-paper"))
        register_link("turf", _("Print walk sheets"), _to("paper:turf-print"))


def _to(name: str) -> Any:
    from django.urls import reverse

    return lambda _user, subject: reverse(name, args=[subject.pk])


def _key_address(user: Any, _subject: Any) -> str:
    from django.urls import reverse

    from barrio.accounts.enums import Role
    from barrio.accounts.permissions import grants_of

    walkers = {Role.ORGANIZER, Role.CANVASSER}
    if any(not roles.isdisjoint(walkers) for roles in grants_of(user).values()):
        return reverse("paper:key-find")
    return ""
