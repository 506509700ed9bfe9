from django.urls import path, register_converter

from barrio.ledger.export import FORMATS
from barrio.ledger.views import books, home, statements

app_name = "ledger"


class FormatConverter:
    """A program that reads our exports."""

    regex = "|".join(FORMATS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FormatConverter, "bookformat")

urlpatterns = [
    path("", home.overview, name="overview"),
    path("open/", home.book_open, name="book-open"),
    path("books/<uuid:book_id>/", books.book_read, name="book-read"),
    path("books/<uuid:book_id>/export/<bookformat:form>/", books.book_export, name="book-export"),
    path("books/<uuid:book_id>/receive/", books.entry_receive, name="entry-receive"),
    path("books/<uuid:book_id>/carry/", books.entry_carry, name="entry-carry"),
    path("books/<uuid:book_id>/between/", books.entry_between, name="entry-between"),
    path("books/<uuid:book_id>/accounts/open/", books.account_open, name="account-open"),
    path("books/<uuid:book_id>/funds/open/", books.fund_open, name="fund-open"),
    path("books/<uuid:book_id>/projects/begin/", books.project_begin, name="project-begin"),
    path("books/<uuid:book_id>/statements/", statements.statement_list, name="statement-list"),
    path("books/<uuid:book_id>/present/", statements.statement_present, name="statement-present"),
    path("entries/<uuid:entry_id>/", books.entry_read, name="entry-read"),
    path("entries/<uuid:entry_id>/correct/", books.entry_correct, name="entry-correct"),
    path("accounts/<uuid:account_id>/", books.account_read, name="account-read"),
    path("accounts/<uuid:account_id>/close/", books.account_close, name="account-close"),
    path("funds/<uuid:fund_id>/", books.fund_read, name="fund-read"),
    path("funds/<uuid:fund_id>/end/", books.fund_end, name="fund-end"),
    path("projects/<uuid:project_id>/", books.project_read, name="project-read"),
    path("statements/<uuid:statement_id>/", statements.statement_read, name="statement-read"),
    path(
        "statements/<uuid:statement_id>/withdraw/",
        statements.statement_withdraw,
        name="statement-withdraw",
    ),
    path("public/<slug:slug>/", statements.public_money, name="public-money"),
    path("public/<slug:slug>/<bookformat:form>/", statements.public_export, name="public-export"),
]
