"""Fields and widgets that forms of several apps share."""

from typing import Any

from django import forms

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
