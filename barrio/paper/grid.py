"""A sheet's rows on the page: what is kept of each, what was typed, what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from barrio.accounts.models import User
from barrio.canvass.enums import Result
from barrio.canvass.models import Attempt
from barrio.paper.actions import key_rows
from barrio.paper.enums import SheetLanguage
from barrio.paper.forms import OTHERWISE, REASONS, RowForm, WalkForm, revisions_in
from barrio.paper.models import Sheet, SheetLine
from barrio.paper.permissions import is_locked, live_attempt
from barrio.paper.queries import lines_of

TYPED = ("words", "name", "contact", "consent", "language")
CHOICES = [*Result.choices]


@dataclass
class Shown:
    """A row as the page shows it."""

    line: SheetLine
    kept: Attempt | None
    is_locked: bool
    result: str
    language: str
    words: str = ""
    name: str = ""
    contact: str = ""
    consent: bool = False
    errors: list[tuple[str, str]] = field(default_factory=list)  # the part that is wrong, and why

    @property
    def wrong(self) -> set[str]:
        return {part for part, _reason in self.errors}

    @property
    def is_open(self) -> bool:
        """Whether the contact is shown unfolded."""
        return bool(self.name or self.contact or self.consent)


class Grid:
    def __init__(
        self, sheet: Sheet, user: User, at: datetime, *, data: Mapping[str, Any] | None
    ) -> None:
        self.sheet, self.user, self.at, self.data = sheet, user, at, data
        self.lines = lines_of(sheet)
        self.walk = WalkForm(data, sheet=sheet, user=user, at=at)
        self.errors: dict[int, list[tuple[str, str]]] = {}
        self.choices = CHOICES

    def keep(self) -> int | None:
        """Keeps the rows that are right; None where nobody can say who walked and when."""
        forms = self._forms()
        self.errors = {form.order: _errors_of(form) for form in forms if not form.is_valid()}
        if not self.walk.is_valid():
            return None
        kept, refused = key_rows(
            sheet=self.sheet,
            rows=[form.row() for form in forms if form.order not in self.errors],
            walker=self.walk.cleaned_data["walker"],
            walked_at=self.walk.cleaned_data["walked_at"],
            user=self.user,
            at=self.at,
        )
        for order, code in refused.items():
            self.errors[order] = [("result", str(REASONS.get(code, OTHERWISE)))]
        self.lines = lines_of(self.sheet)
        return kept

    @property
    def has_errors(self) -> bool:
        return bool(self.errors or self.walk.errors)

    @property
    def revisions(self) -> str:
        return ",".join(str(line.revision) for line in self.lines)

    @property
    def rows(self) -> list[Shown]:
        return [self._shown(line) for line in self.lines]

    @property
    def wrong_rows(self) -> list[Shown]:
        return [row for row in self.rows if row.errors]

    def _forms(self) -> list[RowForm]:
        revisions = revisions_in(str(self.data.get("revisions", "")), len(self.lines))
        country = self.sheet.collective.country
        return [
            RowForm(self.data, order=line.order, country=country, revision=revision)
            for line, revision in zip(self.lines, revisions, strict=True)
        ]

    def _shown(self, line: SheetLine) -> Shown:
        kept = live_attempt(line)
        language = SheetLanguage(self.sheet.language).codes[0]
        shown = Shown(line, kept, is_locked(line, self.user), kept.result if kept else "", language)
        not_kept = self.data is not None and (line.order in self.errors or self.walk.errors)
        if not_kept and not shown.is_locked:
            self._put_back(shown)
        return shown

    def _put_back(self, shown: Shown) -> None:
        """What was typed in a row that was not kept."""
        typed = {
            name: self.data.get(f"r{shown.line.order}-{name}", "") for name in ("result", *TYPED)
        }
        shown.result, shown.words = typed["result"], typed["words"]
        shown.name, shown.contact = typed["name"], typed["contact"]
        shown.consent = bool(typed["consent"])
        shown.language = typed["language"] or shown.language
        shown.errors = self.errors.get(shown.line.order, [])


def _errors_of(form: RowForm) -> list[tuple[str, str]]:
    return [
        (part if part != "__all__" else "result", str(reason))
        for part, reasons in form.errors.items()
        for reason in reasons
    ]
