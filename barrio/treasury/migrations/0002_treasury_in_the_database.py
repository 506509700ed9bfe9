"""No payment by one person, none without an act, none above it: as the database holds it."""

from django.db import migrations

from barrio.core.migrations_sql import VendorSQL, append_only, refuse

OWN_ACT = """
    EXISTS (
        SELECT 1 FROM assemblies_act a
        WHERE a.id = NEW.act_id AND a.collective_id = NEW.collective_id
    )
"""
OF_FINANCE = """
    EXISTS (
        SELECT 1 FROM offices_term t JOIN offices_commission c ON c.id = t.commission_id
        WHERE t.id = NEW.term_id AND t.collective_id = NEW.collective_id
        AND c.kind = 'finance' AND NOT t.is_alternate
    )
"""


def watches(user: str, collective: str, at: str) -> str:
    """The account has the controllership's role at that moment."""
    return f"""
        EXISTS (
            SELECT 1 FROM accounts_grant g WHERE g.user_id = {user}
            AND g.collective_id = {collective} AND g.role = 'controller'
            AND g.revoked_at IS NULL AND (g.until IS NULL OR g.until > {at})
        )
    """


def one_home(one: str, other: str, day: str) -> str:
    """Two people live in one household on that day, as far as is known."""
    return f"""
        EXISTS (
            SELECT 1 FROM people_occupancy x JOIN people_occupancy y
            ON y.household_id = x.household_id
            WHERE x.person_id = {one} AND y.person_id = {other}
            AND x.since <= {day} AND (x.until IS NULL OR x.until > {day})
            AND y.since <= {day} AND (y.until IS NULL OR y.until > {day})
        )
    """


def kin(one: str, other: str) -> str:
    return f"""
        EXISTS (
            SELECT 1 FROM treasury_kinship k WHERE k.ended_on IS NULL AND (
                (k.person_id = {one} AND k.other_id = {other})
                OR (k.other_id = {one} AND k.person_id = {other})
            )
        )
    """


LATEST = "(SELECT max(x.number) FROM treasury_requestversion x WHERE x.request_id = v.request_id)"
APPROVER = f"""
    EXISTS (
        SELECT 1 FROM treasury_requestversion v
        JOIN treasury_request r ON r.id = v.request_id AND r.withdrawn_at IS NULL
        JOIN treasury_signatory s ON s.id = NEW.signatory_id
            AND s.collective_id = v.collective_id
            AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL
        JOIN offices_term t ON t.id = s.term_id AND t.person_id = NEW.person_id
            AND t.begins_on <= NEW.approved_on AND t.until > NEW.approved_on
        WHERE v.id = NEW.version_id AND v.collective_id = NEW.collective_id
        AND v.hash = NEW.hash AND s.user_id <> v.submitted_by_id AND v.number = {LATEST}
    )
"""
INTERESTED = f"""
    EXISTS (
        SELECT 1 FROM treasury_requestversion v JOIN treasury_payee p ON p.id = v.payee_id
        LEFT JOIN treasury_signatory ss ON ss.user_id = v.submitted_by_id
            AND ss.collective_id = v.collective_id
        LEFT JOIN offices_term st ON st.id = ss.term_id
        WHERE v.id = NEW.version_id AND (
            p.person_id = NEW.person_id OR st.person_id = NEW.person_id
            OR {kin("p.person_id", "NEW.person_id")} OR {kin("st.person_id", "NEW.person_id")}
            OR {one_home("p.person_id", "NEW.person_id", "NEW.approved_on")}
        )
    )
"""
WATCHER = f"""
    EXISTS (
        SELECT 1 FROM treasury_signatory s WHERE s.id = NEW.signatory_id
        AND {watches("s.user_id", "s.collective_id", "NEW.approved_at")}
    ) OR EXISTS (
        SELECT 1 FROM offices_term t JOIN offices_commission c ON c.id = t.commission_id
        WHERE t.person_id = NEW.person_id AND c.kind = 'controllership'
        AND t.begins_on <= NEW.approved_on AND t.until > NEW.approved_on
    )
"""
STILL = """
    EXISTS (
        SELECT 1 FROM treasury_signatory s JOIN offices_term t ON t.id = s.term_id
        WHERE s.id = {0}.signatory_id AND s.ended_at IS NULL
        AND t.begins_on <= NEW.ordered_on AND t.until > NEW.ordered_on
    )
"""
TWO = f"""
    EXISTS (
        SELECT 1 FROM treasury_approval a JOIN treasury_approval b
        ON b.version_id = a.version_id AND b.person_id <> a.person_id
        JOIN treasury_requestversion v ON v.id = a.version_id
        WHERE a.version_id = NEW.version_id AND a.hash = v.hash AND b.hash = v.hash
        AND {STILL.format("a")} AND {STILL.format("b")}
        AND NOT {one_home("a.person_id", "b.person_id", "NEW.ordered_on")}
    )
"""
STANDS = f"""
    EXISTS (
        SELECT 1 FROM treasury_requestversion v
        JOIN treasury_request r ON r.id = v.request_id AND r.withdrawn_at IS NULL
        WHERE v.id = NEW.version_id AND v.collective_id = NEW.collective_id
        AND v.number = {LATEST}
        AND NOT EXISTS (SELECT 1 FROM treasury_refusal f WHERE f.version_id = v.id)
        AND NOT EXISTS (
            SELECT 1 FROM treasury_order o JOIN treasury_requestversion w ON w.id = o.version_id
            WHERE w.request_id = v.request_id AND o.why_void = ''
        )
    )
"""
WAITED = """
    EXISTS (
        SELECT 1 FROM treasury_requestversion v
        JOIN treasury_payoutaccount p ON p.id = v.payout_id AND p.payee_id = v.payee_id
        WHERE v.id = NEW.version_id AND p.usable_at <= NEW.ordered_at
    )
"""
LIVE = """
    coalesce((
        SELECT sum(w.amount) FROM treasury_order o
        JOIN treasury_requestversion w ON w.id = o.version_id
        WHERE o.why_void = '' AND {0}
    ), 0)
"""
WITHIN_ACT = f"""
    EXISTS (
        SELECT 1 FROM treasury_requestversion v
        JOIN treasury_allowance l ON l.act_id = v.act_id AND l.currency = v.currency
        WHERE v.id = NEW.version_id AND l.confirmed_at IS NOT NULL
        AND l.amount >= v.amount
            + {LIVE.format("w.act_id = v.act_id AND w.currency = v.currency")}
    )
"""
ABOVE_LINE = f"""
    EXISTS (
        SELECT 1 FROM treasury_requestversion v
        LEFT JOIN treasury_budgetline l ON l.id = v.line_id
        WHERE v.id = NEW.version_id AND (
            (v.line_id IS NULL AND v.project_id IS NOT NULL AND EXISTS (
                SELECT 1 FROM treasury_budgetline m WHERE m.project_id = v.project_id))
            OR (v.line_id IS NOT NULL AND (
                v.project_id IS NULL OR l.project_id <> v.project_id
                OR l.fund_id <> v.fund_id OR l.account_id <> v.spend_on_id
                OR l.amount < v.amount + {LIVE.format("w.line_id = v.line_id")}))
        )
    )
"""
RULE = """
    (SELECT s.id FROM treasury_spendingrule s WHERE s.book_id = r.book_id
     ORDER BY s.set_at DESC, s.id DESC LIMIT 1)
"""


def above_payee(first: str) -> str:
    """The payee would get more in the rule's days than the rule allows."""
    recent = LIVE.format(
        f"w.payee_id = v.payee_id AND w.currency = v.currency AND o.ordered_on > {first}"
    )
    return f"""
        EXISTS (
            SELECT 1 FROM treasury_requestversion v
            JOIN treasury_request r ON r.id = v.request_id
            JOIN ledger_book b ON b.id = r.book_id AND b.currency = v.currency
            JOIN treasury_spendingrule u ON u.id = {RULE}
            WHERE v.id = NEW.version_id AND v.amount + {recent} > u.payee_most
        )
    """


TOO_FEW_QUOTES = f"""
    EXISTS (
        SELECT 1 FROM treasury_requestversion v
        JOIN treasury_request r ON r.id = v.request_id
        JOIN ledger_book b ON b.id = r.book_id AND b.currency = v.currency
        JOIN treasury_spendingrule u ON u.id = {RULE}
        WHERE v.id = NEW.version_id AND v.amount >= u.quotes_from AND v.why_fewer = ''
        AND 3 > (
            SELECT count(*) FROM treasury_paper q WHERE q.request_id = v.request_id
            AND q.kind = 'quote' AND q.since <= v.number
        )
    )
"""
FITS = """
    EXISTS (
        SELECT 1 FROM treasury_request r
        JOIN ledger_account p ON p.id = NEW.pay_from_id AND p.book_id = r.book_id
            AND p.holds IN ('bank', 'cash') AND p.currency = NEW.currency
        JOIN ledger_account s ON s.id = NEW.spend_on_id AND s.book_id = r.book_id
            AND s.currency = NEW.currency AND s.id <> p.id
        JOIN ledger_fund f ON f.id = NEW.fund_id AND f.book_id = r.book_id
        JOIN treasury_payee y ON y.id = NEW.payee_id AND y.collective_id = NEW.collective_id
        JOIN treasury_payoutaccount c ON c.id = NEW.payout_id AND c.payee_id = y.id
        LEFT JOIN ledger_project j ON j.id = NEW.project_id
        WHERE r.id = NEW.request_id AND r.collective_id = NEW.collective_id
        AND (NEW.project_id IS NULL OR j.book_id = r.book_id)
        AND NEW.number = 1 + coalesce((
            SELECT max(x.number) FROM treasury_requestversion x WHERE x.request_id = r.id), 0)
    )
"""
ORDERED_ALREADY = """
    EXISTS (
        SELECT 1 FROM treasury_order o JOIN treasury_requestversion w ON w.id = o.version_id
        WHERE w.request_id = NEW.request_id AND o.why_void = ''
    )
"""
SETTLED = """
    EXISTS (
        SELECT 1 FROM ledger_entry e JOIN ledger_entry s ON s.resolves_id = e.id
        WHERE e.key = NEW.key AND e.collective_id = NEW.collective_id AND s.number IS NOT NULL
        AND s.kind = CASE WHEN NEW.why_void <> '' THEN 'voided' ELSE 'settled' END
    )
"""
BY_ORDER = """
    EXISTS (
        SELECT 1 FROM treasury_order o
        JOIN treasury_requestversion v ON v.id = o.version_id
        JOIN treasury_request r ON r.id = v.request_id AND r.book_id = NEW.book_id
        WHERE o.key = NEW.key AND o.collective_id = NEW.collective_id
        AND v.act_id = NEW.act_id AND o.settled_at IS NULL
        AND (v.project_id = NEW.project_id
             OR (v.project_id IS NULL AND NEW.project_id IS NULL))
        AND EXISTS (
            SELECT 1 FROM ledger_line l WHERE l.entry_id = NEW.id AND l.fund_id = v.fund_id
            AND l.account_id = v.pay_from_id AND l.amount = -v.amount)
        AND EXISTS (
            SELECT 1 FROM ledger_line l WHERE l.entry_id = NEW.id AND l.fund_id = v.fund_id
            AND l.account_id = v.spend_on_id AND l.amount = v.amount)
        AND 2 = (SELECT count(*) FROM ledger_line l WHERE l.entry_id = NEW.id)
    )
"""
SEALS = "NEW.number IS NOT NULL AND OLD.number IS NULL"
EARLIER = """
    EXISTS (SELECT 1 FROM treasury_payoutaccount p
            WHERE p.payee_id = NEW.payee_id AND p.id <> NEW.id)
"""


def vendor_refuse(rule: str, table: str, when: str, *, sqlite: str, postgresql: str) -> VendorSQL:
    """A rule whose arithmetic of days is said differently to each database."""
    return VendorSQL(
        sqlite=refuse(rule, table, when, sqlite).by_vendor["sqlite"],
        postgresql=refuse(rule, table, when, postgresql).by_vendor["postgresql"],
    )


def same(*columns: str) -> str:
    return " OR ".join(f"NEW.{column} <> OLD.{column}" for column in columns)


# SQLite writes one at a time; on PostgreSQL the book is held while what it allows is looked at.
LOCK = [
    statement
    for table, book in (
        ("treasury_requestversion",
         "SELECT book_id FROM treasury_request WHERE id = NEW.request_id"),
        ("treasury_order",
         "SELECT r.book_id FROM treasury_request r JOIN treasury_requestversion v "
         "ON v.request_id = r.id WHERE v.id = NEW.version_id"),
        ("treasury_approval",
         "SELECT r.book_id FROM treasury_request r JOIN treasury_requestversion v "
         "ON v.request_id = r.id WHERE v.id = NEW.version_id"),
    )
    for statement in (
        f"CREATE OR REPLACE FUNCTION {table}_a_one_at_a_time() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ BEGIN PERFORM 1 FROM ledger_book WHERE id = ({book}) FOR UPDATE; "
        "RETURN NEW; END $$",
        f"DROP TRIGGER IF EXISTS treasury_a_one_at_a_time ON {table}",
        f"CREATE TRIGGER treasury_a_one_at_a_time BEFORE INSERT ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_a_one_at_a_time()",
    )
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("treasury", "0001_initial"),
        ("ledger", "0002_ledger_in_the_database"),
        ("accounts", "0003_communal_bank"),
        ("offices", "0004_petition_words"),
    ]

    operations = [
        VendorSQL(sqlite=[], postgresql=LOCK),
        refuse("treasury_signatory_of_the_finance_commission", "treasury_signatory",
               "insert update", f"NOT {OF_FINANCE}"),
        refuse("treasury_signatory_watches_nothing", "treasury_signatory", "insert update",
               f"NEW.ended_at IS NULL AND {watches('NEW.user_id', 'NEW.collective_id', 'NEW.named_at')}"),
        refuse("treasury_signatory_stays_who_it_is", "treasury_signatory", "update",
               same("term_id", "user_id", "named_by_id", "named_at")
               + " OR OLD.ended_at IS NOT NULL OR (OLD.confirmed_by_id IS NOT NULL "
               "AND (NEW.confirmed_by_id IS NULL OR NEW.confirmed_by_id <> OLD.confirmed_by_id))"),
        refuse("treasury_signatory_is_kept", "treasury_signatory", "delete", "OLD.id IS NOT NULL"),
        refuse("treasury_kinship_stays", "treasury_kinship", "update",
               same("person_id", "other_id") + " OR OLD.ended_on IS NOT NULL"),
        refuse("treasury_kinship_is_kept", "treasury_kinship", "delete", "OLD.id IS NOT NULL"),
        refuse("treasury_payee_stays_who_it_is", "treasury_payee", "update",
               same("collective_id", "kind") + " OR (OLD.person_id IS NOT NULL "
               "AND (NEW.person_id IS NULL OR NEW.person_id <> OLD.person_id))"),
        refuse("treasury_payee_is_kept", "treasury_payee", "delete", "OLD.id IS NOT NULL"),
        vendor_refuse(
            "treasury_payoutaccount_changed_waits", "treasury_payoutaccount", "insert",
            sqlite=f"{EARLIER} AND julianday(NEW.usable_at) - julianday(NEW.added_at) < 1.99999",
            postgresql=f"{EARLIER} AND NEW.usable_at < NEW.added_at + interval '48 hours'",
        ),
        append_only("treasury_payoutaccount"),
        refuse("treasury_allowance_of_an_act_of_ones_own", "treasury_allowance", "insert update",
               f"NOT {OWN_ACT}"),
        refuse("treasury_allowance_stays_what_it_is", "treasury_allowance", "update",
               same("book_id", "act_id", "currency", "amount", "said_by_id")
               + " OR OLD.confirmed_at IS NOT NULL"),
        refuse("treasury_allowance_is_kept", "treasury_allowance", "delete", "OLD.id IS NOT NULL"),
        refuse("treasury_budgetline_of_its_book", "treasury_budgetline", "insert",
               f"NOT {OWN_ACT} OR NOT EXISTS (SELECT 1 FROM ledger_project j "
               "JOIN ledger_fund f ON f.book_id = j.book_id "
               "JOIN ledger_account a ON a.book_id = j.book_id WHERE j.id = NEW.project_id "
               "AND f.id = NEW.fund_id AND a.id = NEW.account_id "
               "AND j.collective_id = NEW.collective_id)"),
        append_only("treasury_budgetline"),
        refuse("treasury_spendingrule_by_an_act_of_ones_own", "treasury_spendingrule", "insert",
               f"NOT {OWN_ACT}"),
        append_only("treasury_spendingrule"),
        refuse("treasury_request_stays_what_it_is", "treasury_request", "update",
               same("book_id", "number") + " OR OLD.withdrawn_at IS NOT NULL"),
        refuse("treasury_request_is_kept", "treasury_request", "delete", "OLD.id IS NOT NULL"),
        refuse("treasury_requestversion_fits_its_book", "treasury_requestversion", "insert",
               f"NOT {FITS} OR NOT {OWN_ACT}"),
        refuse("treasury_requestversion_before_the_order", "treasury_requestversion", "insert",
               ORDERED_ALREADY),
        append_only("treasury_requestversion"),
        refuse("treasury_paper_comes_with_a_version", "treasury_paper", "insert",
               "NEW.kind NOT IN ('receipt', 'photo') AND EXISTS ("
               "SELECT 1 FROM treasury_requestversion v WHERE v.request_id = NEW.request_id "
               "AND v.number >= NEW.since)"),
        append_only("treasury_paper"),
        refuse("treasury_approval_by_the_finance_commission", "treasury_approval", "insert",
               f"NOT {APPROVER}"),
        refuse("treasury_approval_without_an_interest", "treasury_approval", "insert", INTERESTED),
        refuse("treasury_approval_by_nobody_who_watches", "treasury_approval", "insert", WATCHER),
        append_only("treasury_approval"),
        append_only("treasury_refusal"),
        refuse("treasury_order_by_two_households", "treasury_order", "insert", f"NOT {TWO}"),
        refuse("treasury_order_of_what_stands", "treasury_order", "insert", f"NOT {STANDS}"),
        refuse("treasury_order_to_an_account_that_waited", "treasury_order", "insert",
               f"NOT {WAITED}"),
        refuse("treasury_order_within_its_act", "treasury_order", "insert", f"NOT {WITHIN_ACT}"),
        refuse("treasury_order_within_its_budget_line", "treasury_order", "insert", ABOVE_LINE),
        refuse("treasury_order_with_its_quotes", "treasury_order", "insert", TOO_FEW_QUOTES),
        vendor_refuse(
            "treasury_order_within_what_one_payee_gets", "treasury_order", "insert",
            sqlite=above_payee("date(NEW.ordered_on, '-' || u.payee_days || ' days')"),
            postgresql=above_payee("NEW.ordered_on - u.payee_days::integer"),
        ),
        refuse("treasury_order_stays_what_it_is", "treasury_order", "update",
               same("version_id", "key", "ordered_on", "ordered_at", "ordered_by_id")
               + " OR OLD.settled_at IS NOT NULL"),
        refuse("treasury_order_settled_as_the_books_say", "treasury_order", "insert update",
               f"NEW.settled_at IS NOT NULL AND NOT {SETTLED}"),
        refuse("treasury_order_is_kept", "treasury_order", "delete", "OLD.id IS NOT NULL"),
        refuse("treasury_reserve_by_an_order", "ledger_entry", "update",
               f"{SEALS} AND NEW.kind = 'reserved' AND NOT {BY_ORDER}"),
    ]  # fmt: skip
