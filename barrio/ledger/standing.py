from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from barrio.assemblies.models import Act
from barrio.ledger.models import Book, Fund, Project, Statement


def standing_on(act: Act) -> list[tuple[str, str]]:
    """Books, funds and projects that the act opened, and the statement it adopted."""
    language = get_language() or "en"
    found = [
        (_("Books: %(name)s") % {"name": row.name_in(language)},
         reverse("ledger:book-read", args=[row.pk]))
        for row in Book.objects.filter(act=act)
    ]  # fmt: skip
    found += [
        (_("Fund: %(name)s") % {"name": row.name_in(language)},
         reverse("ledger:fund-read", args=[row.pk]))
        for row in Fund.objects.filter(act=act)
    ]  # fmt: skip
    found += [
        (_("Project: %(name)s") % {"name": row.name_in(language)},
         reverse("ledger:project-read", args=[row.pk]))
        for row in Project.objects.filter(act=act)
    ]  # fmt: skip
    found += [
        (_("Statement of account"), reverse("ledger:statement-read", args=[row.pk]))
        for row in Statement.objects.filter(act=act)
    ]
    return found
