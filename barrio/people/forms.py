from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from barrio.core.text import normal_email, normal_phone
from barrio.people.enums import ConsentHow, ContactKind, Purpose, Stage
from barrio.people.importing.mapping import FIELDS
from barrio.people.importing.reading import MOST_BYTES, SENTENCES
from barrio.runtime.once import OnceForm


class PhoneField(forms.CharField):
    """A number, cleaned to E.164 for the collective's country (`country` is set by the form)."""

    country = settings.DEFAULT_COUNTRY

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
        super().__init__(max_length=40, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return normal_phone(text, self.country)
        except ValueError:
            raise forms.ValidationError(
                _("That cannot be dialled. Digits only, with the area code: 215 555 0123.")
            ) from None


class EmailText(forms.CharField):
    """An e-mail address in lower case."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "off"})
        super().__init__(max_length=254, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return normal_email(text)
        except ValueError:
            raise forms.ValidationError(
                _("That is no e-mail address. It looks like name@example.org.")
            ) from None


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name, as they say it"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    stage = forms.ChoiceField(label=_("How near they are"), choices=Stage.choices)
    notes = forms.CharField(
        label=_("Notes"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class NewPersonForm(PersonForm, OnceForm):
    phone = PhoneField(label=_("Phone"), required=False)
    email = EmailText(label=_("E-mail"), required=False)

    field_order = ["name", "phone", "email", "language", "stage", "notes"]

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].country = country


class ContactForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is it?"), choices=ContactKind.choices)
    value = forms.CharField(label=_("Number or address"), max_length=254)

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            if cleaned.get("kind") == ContactKind.PHONE:
                cleaned["value"] = normal_phone(cleaned.get("value", ""), self.country)
            elif cleaned.get("value"):
                cleaned["value"] = normal_email(cleaned["value"])
        except ValueError:
            self.add_error(
                "value", _("That is not right. A number has digits only; an e-mail has an @.")
            )
        return cleaned


class ConsentForm(forms.Form):
    purpose = forms.ChoiceField(label=_("For what"), choices=Purpose.choices)
    given = forms.TypedChoiceField(
        label=_("Their answer"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )
    how = forms.ChoiceField(
        label=_("How they answered"),
        choices=[c for c in ConsentHow.choices if c[0] != ConsentHow.IMPORT],
    )


class UploadForm(OnceForm):
    file = forms.FileField(
        label=_("Contact list (CSV or XLSX)"),
        help_text=_("The first row names the columns. At most 25 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(SENTENCES["too_large"])
        return file


class MappingForm(forms.Form):
    """One choice for each column of the file, and where the list comes from."""

    source = forms.CharField(
        label=_("Where does this list come from, and who allowed its use?"),
        max_length=300,
        help_text=_(
            "For example: sign-up sheet of the meeting on 3 May, they agreed to be called."
        ),
    )

    def __init__(
        self, *args: Any, columns: list[str], sample: list[list[str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for index, header in enumerate(columns):
            cells = [row[index] for row in sample if row[index]][:3]
            self.fields[f"column{index}"] = forms.ChoiceField(
                label=header or _("Column %(n)d, without a name") % {"n": index + 1},
                choices=list(FIELDS.items()),
                required=False,
                help_text=" · ".join(cell[:40] for cell in cells),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [name for name in self.mapping().values() if name not in {"", "notes"}]
        twice = {name for name in chosen if chosen.count(name) > 1}
        if twice:
            labels = ", ".join(str(FIELDS[name]) for name in sorted(twice))
            raise forms.ValidationError(
                _("Two columns are both: %(labels)s. Leave one of them out.") % {"labels": labels}
            )
        if not {"name", "given_name", "phone", "email"} & set(chosen):
            raise forms.ValidationError(
                _("Say which column holds the name, the phone or the e-mail.")
            )
        return cleaned

    def mapping(self) -> dict[str, str]:
        return {
            name.removeprefix("column"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("column") and value
        }
