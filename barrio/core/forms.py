"""Fields and widgets that forms of several apps share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from barrio.core.money import NotAnAmount, read_amount, shown
from barrio.core.text import squeeze


class Day(forms.DateInput):
    """A browser's own calendar."""

    def __init__(self) -> None:
        super().__init__({"type": "date"}, format="%Y-%m-%d")


class Clock(forms.TimeInput):
    def __init__(self) -> None:
        super().__init__({"type": "time"}, format="%H:%M")


class Line(forms.CharField):
    """One line, with single spaces."""

    def clean(self, value: Any) -> str:
        return squeeze(super().clean(value))


class Paragraphs(forms.CharField):
    """Text with line breaks, which browsers send as two characters."""

    widget = forms.Textarea(attrs={"rows": 5})

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class AmountField(forms.CharField):
    """An amount of money as people write it; cleaned to minor units, a whole number.

    The currency is the form's to say: `field.currency`. Without `below_zero` it has to be more
    than nothing.
    """

    def __init__(self, *, currency: str = "USD", below_zero: bool = False, **more: Any) -> None:
        self.currency, self.below_zero = currency, below_zero
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=24, **{"widget": widget, **more})

    def clean(self, value: Any) -> int | None:  # type: ignore[override]
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = read_amount(text, self.currency)
        except NotAnAmount as error:
            example = shown(123456, self.currency)
            raise forms.ValidationError(
                _("Write an amount like %(example)s.") % {"example": example}
            ) from error
        if amount <= 0 and not self.below_zero:
            raise forms.ValidationError(_("Write an amount of more than nothing."))
        return amount
