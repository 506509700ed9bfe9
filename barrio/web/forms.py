from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.comms.enums import Channel
from barrio.core.geo import ring, subscription_cell
from barrio.people.forms import EmailText, PhoneField
from barrio.places.models import Site
from barrio.runtime.once import OnceForm


class AreaForm(forms.Form):
    """A language and a place of the collective to hear of."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    area = forms.ChoiceField(label=_("Where do you want to hear of?"), choices=())

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = Site.objects.filter(collective=collective, lat__isnull=False, parent__isnull=True)
        self.sites = {str(site.pk): site for site in sites.order_by("name")}
        self.fields["area"].choices = [(pk, site.name) for pk, site in self.sites.items()]

    def cells(self) -> list[str]:
        site = self.sites[self.cleaned_data["area"]]
        centre = subscription_cell(site.lat, site.lon)
        return [cell for distance in range(3) for cell in ring(centre, distance)]


class PushForm(AreaForm):
    """What a browser gives when somebody allows notifications."""

    endpoint = forms.URLField(max_length=1000, assume_scheme="https")
    p256dh = forms.CharField(max_length=200)
    auth = forms.CharField(max_length=100)


class SignUpForm(AreaForm, OnceForm):
    """Sign-up for alerts with no account, by one way to be reached."""

    email = EmailText(label=_("E-mail"), required=False)
    phone = PhoneField(label=_("Mobile number"), required=False)

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, collective=collective, **kwargs)
        self.fields["phone"].country = collective.country

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("email") and not cleaned.get("phone"):
            raise forms.ValidationError(
                _("Give an e-mail or a mobile number, so that we can reach you.")
            )
        return cleaned

    def address(self) -> tuple[str, str]:
        """Channel and address; the number first, as it is the faster way."""
        phone = self.cleaned_data["phone"]
        return (Channel.SMS, phone) if phone else (Channel.EMAIL, self.cleaned_data["email"])
