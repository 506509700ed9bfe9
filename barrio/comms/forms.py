from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from barrio.comms.enums import TopicKind


class ChoicesForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    topics = forms.MultipleChoiceField(
        label=_("What we may write to you about"),
        choices=TopicKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
