"""The rules of the books as the database holds them.

An entry begins as a draft, gets its lines, and is sealed by the update that gives it a number:
that update is where sums, funds and the chain are looked at. SQLite has no deferred triggers,
so it is done the same way on both.
"""

from django.db import migrations

from barrio.core.migrations_sql import VendorSQL, refuse

SEALS = "NEW.number IS NOT NULL AND OLD.number IS NULL"
LAST = "(SELECT max(e.number) FROM ledger_entry e WHERE e.book_id = NEW.book_id)"
HEAD = f"(SELECT e.hash FROM ledger_entry e WHERE e.book_id = NEW.book_id AND e.number = {LAST})"
LINES = "(SELECT count(*) FROM ledger_line l WHERE l.entry_id = NEW.id)"
UNEVEN = """
    EXISTS (
        SELECT 1 FROM ledger_line l WHERE l.entry_id = NEW.id
        GROUP BY l.currency, l.fund_id HAVING sum(l.amount) <> 0
    )
"""


def unlike(entry: str, other: str, sign: str = "") -> str:
    """The lines of two entries are not the same, or not each other's counterpart."""
    here = f"SELECT position, account_id, fund_id, amount FROM ledger_line WHERE entry_id = {entry}"
    there = (
        f"SELECT position, account_id, fund_id, {sign}amount FROM ledger_line "
        f"WHERE entry_id = {other}"
    )
    return f"(EXISTS ({here} EXCEPT {there}) OR EXISTS ({there} EXCEPT {here}))"


RESERVED, COUNTED = "'reserved'", "'posted', 'settled'"


def resolvable(column: str, kinds: str) -> str:
    return f"""
        EXISTS (
            SELECT 1 FROM ledger_entry r WHERE r.id = NEW.{column} AND r.book_id = NEW.book_id
            AND r.number IS NOT NULL AND r.kind IN ({kinds})
        )
    """


# Money that is reserved leaves later, and what is to come with it has not come yet.
LEAVES = "CASE WHEN NEW.kind = 'reserved' AND l.amount > 0 THEN 0 ELSE l.amount END"


def overdrawn(by: str, there: str) -> str:
    """The entry takes more out of a fund, or an account, than is there and not promised."""
    return f"""
        NEW.kind IN ('posted', 'reserved') AND EXISTS (
            SELECT 1 FROM ledger_line l JOIN ledger_account a ON a.id = l.account_id
            WHERE l.entry_id = NEW.id AND a.holds <> ''
            GROUP BY {by} HAVING sum({LEAVES}) < 0 AND sum({LEAVES}) + coalesce((
                SELECT sum(b.posted + b.reserved) FROM ledger_balance b
                JOIN ledger_account ba ON ba.id = b.account_id
                WHERE {there} AND ba.holds <> ''
            ), 0) < 0
        )
    """


# Money goes out by what was reserved on an act, and only so; from fund to fund by an act.
LEAVES_ALONE = """
    NEW.kind = 'posted' AND NEW.corrects_id IS NULL AND (
        EXISTS (
            SELECT 1 FROM ledger_line l JOIN ledger_account a ON a.id = l.account_id
            WHERE l.entry_id = NEW.id AND a.holds IN ('bank', 'cash')
            GROUP BY l.currency HAVING sum(l.amount) < 0
        ) OR (NEW.act_id IS NULL AND EXISTS (
            SELECT 1 FROM ledger_line l JOIN ledger_account a ON a.id = l.account_id
            WHERE l.entry_id = NEW.id AND a.holds IN ('bank', 'cash')
            GROUP BY l.fund_id, l.currency HAVING sum(l.amount) < 0
        ))
    )
"""
LINE_FITS = """
    EXISTS (
        SELECT 1 FROM ledger_entry e JOIN ledger_account a ON a.book_id = e.book_id
        JOIN ledger_fund f ON f.book_id = e.book_id
        WHERE e.id = NEW.entry_id AND a.id = NEW.account_id AND f.id = NEW.fund_id
        AND a.currency = NEW.currency AND e.collective_id = NEW.collective_id
        AND a.closed_on IS NULL AND f.ended_on IS NULL
    )
"""
CLOSED = """
    EXISTS (
        SELECT 1 FROM ledger_statement s WHERE s.book_id = NEW.book_id
        AND s.state IN ('presented', 'adopted')
        AND s.begins_on <= NEW.booked_on AND s.until > NEW.booked_on
    )
"""
OWN_ACT = """
    EXISTS (
        SELECT 1 FROM assemblies_act a
        WHERE a.id = NEW.act_id AND a.collective_id = NEW.collective_id
    )
"""
OWN_BOOK = """
    EXISTS (
        SELECT 1 FROM ledger_book b
        WHERE b.id = NEW.book_id AND b.collective_id = NEW.collective_id
    )
"""
LEFT_IN = "EXISTS (SELECT 1 FROM ledger_balance b WHERE b.{0}_id = NEW.id AND {1})"
BALANCE = """
    INSERT INTO ledger_balance (collective_id, account_id, fund_id, posted, reserved)
    SELECT NEW.collective_id, l.account_id, l.fund_id,
        sum(CASE WHEN NEW.kind IN ('posted', 'settled') THEN l.amount ELSE 0 END),
        sum(CASE WHEN NEW.kind = 'reserved' AND a.holds <> '' AND l.amount < 0
            THEN l.amount ELSE 0 END)
    FROM ledger_line l JOIN ledger_account a ON a.id = l.account_id
    WHERE l.entry_id = NEW.id
    GROUP BY l.account_id, l.fund_id
    ON CONFLICT (account_id, fund_id) DO UPDATE SET
        posted = ledger_balance.posted + excluded.posted,
        reserved = ledger_balance.reserved + excluded.reserved
"""
FREED = """
    UPDATE ledger_balance SET reserved = reserved - (
        SELECT sum(l.amount) FROM ledger_line l WHERE l.entry_id = NEW.resolves_id
        AND l.account_id = ledger_balance.account_id AND l.fund_id = ledger_balance.fund_id
        AND l.amount < 0
    )
    WHERE NEW.resolves_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM ledger_line l JOIN ledger_account a ON a.id = l.account_id
        WHERE l.entry_id = NEW.resolves_id AND l.account_id = ledger_balance.account_id
        AND l.fund_id = ledger_balance.fund_id AND l.amount < 0 AND a.holds <> ''
    )
"""
KEPT_UP = VendorSQL(
    sqlite=[
        "DROP TRIGGER IF EXISTS ledger_balance_keeps_up",
        f"CREATE TRIGGER ledger_balance_keeps_up AFTER UPDATE ON ledger_entry WHEN {SEALS} "
        f"BEGIN {BALANCE}; {FREED}; END",
    ],
    postgresql=[
        "CREATE OR REPLACE FUNCTION ledger_balance_keeps_up() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ BEGIN IF {SEALS} THEN {BALANCE}; {FREED}; END IF; RETURN NULL; END $$",
        "DROP TRIGGER IF EXISTS ledger_balance_keeps_up ON ledger_entry",
        "CREATE TRIGGER ledger_balance_keeps_up AFTER UPDATE ON ledger_entry "
        "FOR EACH ROW EXECUTE FUNCTION ledger_balance_keeps_up()",
    ],
)
# SQLite writes one at a time. PostgreSQL does not: the book is held while an entry is sealed.
# Triggers run in the order of their names.
LOCK = [
    "CREATE OR REPLACE FUNCTION ledger_a_one_at_a_time() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN PERFORM 1 FROM ledger_book WHERE id = NEW.book_id FOR UPDATE; RETURN NEW; END $$",
    "DROP TRIGGER IF EXISTS ledger_a_one_at_a_time ON ledger_entry",
    "CREATE TRIGGER ledger_a_one_at_a_time BEFORE UPDATE ON ledger_entry "
    "FOR EACH ROW EXECUTE FUNCTION ledger_a_one_at_a_time()",
    "DROP TRIGGER IF EXISTS ledger_a_one_at_a_time ON ledger_statement",
    "CREATE TRIGGER ledger_a_one_at_a_time BEFORE INSERT OR UPDATE ON ledger_statement "
    "FOR EACH ROW EXECUTE FUNCTION ledger_a_one_at_a_time()",
]
OVERLAP = """
    EXISTS (
        SELECT 1 FROM ledger_statement s WHERE s.book_id = NEW.book_id AND s.id <> NEW.id
        AND s.state IN ('presented', 'adopted')
        AND s.begins_on < NEW.until AND s.until > NEW.begins_on
    )
"""
HEAD_OF_ITS_BOOK = f"""
    EXISTS (
        SELECT 1 FROM ledger_entry h WHERE h.id = NEW.last_id AND h.book_id = NEW.book_id
        AND h.hash = NEW.head AND h.number = {LAST}
    )
"""
VOTED = """
    EXISTS (
        SELECT 1 FROM assemblies_vote v LEFT JOIN assemblies_act a ON a.vote_id = v.id
        WHERE v.motion_id = NEW.motion_id AND v.outcome = '{0}' AND {1}
    )
"""
CARRIED = VOTED.format("carried", "a.id = NEW.act_id AND a.collective_id = NEW.collective_id")
LOST = VOTED.format("lost", "v.collective_id = NEW.collective_id")

MOTION_LEFT = """
    (OLD.motion_id IS NOT NULL AND (NEW.motion_id IS NULL OR NEW.motion_id <> OLD.motion_id)
     AND EXISTS (SELECT 1 FROM assemblies_vote v WHERE v.motion_id = OLD.motion_id
                 AND v.outcome IN ('carried', 'lost')))
"""


def same(*columns: str) -> str:
    return " OR ".join(f"NEW.{column} <> OLD.{column}" for column in columns)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        VendorSQL(sqlite=[], postgresql=LOCK),
        refuse("ledger_entry_begins_as_draft", "ledger_entry", "insert", "NEW.number IS NOT NULL"),
        refuse("ledger_entry_never_changes", "ledger_entry", "update", "OLD.number IS NOT NULL"),
        refuse("ledger_entry_is_kept", "ledger_entry", "delete", "OLD.number IS NOT NULL"),
        refuse("ledger_entry_in_a_book_of_ones_own", "ledger_entry", "insert update",
               f"NOT {OWN_BOOK}"),
        refuse("ledger_entry_without_gap", "ledger_entry", "update",
               f"{SEALS} AND (NEW.number <> 1 + coalesce({LAST}, 0) "
               f"OR NEW.before <> coalesce({HEAD}, ''))"),
        refuse("ledger_entry_sums_to_zero", "ledger_entry", "update",
               f"{SEALS} AND ({UNEVEN} OR (NEW.kind <> 'voided' AND {LINES} < 2) "
               f"OR (NEW.kind = 'voided' AND {LINES} > 0))"),
        refuse("ledger_entry_resolves_reserved_money", "ledger_entry", "update",
               f"{SEALS} AND NEW.resolves_id IS NOT NULL "
               f"AND NOT {resolvable('resolves_id', RESERVED)}"),
        refuse("ledger_entry_pays_what_was_reserved", "ledger_entry", "update",
               f"{SEALS} AND NEW.kind = 'settled' AND {unlike('NEW.id', 'NEW.resolves_id')}"),
        refuse("ledger_entry_corrects_by_its_counterpart", "ledger_entry", "update",
               f"{SEALS} AND NEW.corrects_id IS NOT NULL AND ("
               f"NOT {resolvable('corrects_id', COUNTED)} "
               f"OR {unlike('NEW.id', 'NEW.corrects_id', '-')})"),
        refuse("ledger_entry_in_an_open_period", "ledger_entry", "update", f"{SEALS} AND {CLOSED}"),
        refuse("ledger_fund_not_overdrawn", "ledger_entry", "update",
               f"{SEALS} AND " + overdrawn("l.fund_id, l.currency",
                                           "b.fund_id = l.fund_id AND ba.currency = l.currency")),
        refuse("ledger_account_not_overdrawn", "ledger_entry", "update",
               f"{SEALS} AND " + overdrawn("l.account_id", "b.account_id = l.account_id")),
        refuse("ledger_money_leaves_by_what_was_reserved", "ledger_entry", "update",
               f"{SEALS} AND {LEAVES_ALONE}"),
        refuse("ledger_entry_on_an_act_of_ones_own", "ledger_entry", "insert update",
               f"NEW.act_id IS NOT NULL AND NOT {OWN_ACT}"),
        KEPT_UP,
        refuse("ledger_line_fits_its_entry", "ledger_line", "insert update", f"NOT {LINE_FITS}"),
        refuse("ledger_line_of_a_draft", "ledger_line", "insert update",
               "EXISTS (SELECT 1 FROM ledger_entry e WHERE e.id = NEW.entry_id "
               "AND e.number IS NOT NULL)"),
        refuse("ledger_line_never_changes", "ledger_line", "update delete",
               "EXISTS (SELECT 1 FROM ledger_entry e WHERE e.id = OLD.entry_id "
               "AND e.number IS NOT NULL)"),
        refuse("ledger_book_on_an_act_of_ones_own", "ledger_book", "insert update",
               f"NOT {OWN_ACT}"),
        refuse("ledger_book_stays_what_it_is", "ledger_book", "update",
               same("collective_id", "kind", "currency", "act_id", "opened_on")),
        refuse("ledger_book_is_kept", "ledger_book", "delete", "OLD.id IS NOT NULL"),
        refuse("ledger_account_in_a_book_of_ones_own", "ledger_account", "insert update",
               f"NOT {OWN_BOOK}"),
        refuse("ledger_account_stays_what_it_is", "ledger_account", "update",
               same("book_id", "kind", "code", "holds", "currency")),
        refuse("ledger_account_closed_when_empty", "ledger_account", "update",
               "NEW.closed_on IS NOT NULL AND "
               + LEFT_IN.format("account", "(b.posted <> 0 OR b.reserved <> 0)")),
        refuse("ledger_account_is_kept", "ledger_account", "delete", "OLD.id IS NOT NULL"),
        refuse("ledger_fund_by_an_act_of_ones_own", "ledger_fund", "insert update",
               f"NOT {OWN_ACT} OR NOT {OWN_BOOK}"),
        refuse("ledger_fund_stays_what_it_is", "ledger_fund", "update",
               same("book_id", "number", "act_id")),
        refuse("ledger_fund_ended_when_empty", "ledger_fund", "update",
               "NEW.ended_on IS NOT NULL AND EXISTS (SELECT 1 FROM ledger_balance b "
               "JOIN ledger_account a ON a.id = b.account_id WHERE b.fund_id = NEW.id "
               "AND (b.reserved <> 0 OR (b.posted <> 0 AND a.kind IN ('asset', 'liability'))))"),
        refuse("ledger_fund_is_kept", "ledger_fund", "delete", "OLD.id IS NOT NULL"),
        refuse("ledger_project_by_an_act_of_ones_own", "ledger_project", "insert update",
               f"NOT {OWN_ACT} OR NOT {OWN_BOOK}"),
        refuse("ledger_project_stays_what_it_is", "ledger_project", "update",
               same("book_id", "number", "act_id")),
        refuse("ledger_project_is_kept", "ledger_project", "delete", "OLD.id IS NOT NULL"),
        refuse("ledger_statement_begins_presented", "ledger_statement", "insert",
               f"NEW.state <> 'presented' OR NOT {HEAD_OF_ITS_BOOK} OR NOT {OWN_BOOK}"),
        refuse("ledger_statement_one_for_each_day", "ledger_statement", "insert", OVERLAP),
        refuse("ledger_statement_stays_what_it_is", "ledger_statement", "update",
               same("book_id", "begins_on", "until", "version", "last_id", "head", "presented_at")
               + f" OR OLD.state <> 'presented' OR {MOTION_LEFT}"),
        refuse("ledger_statement_decided_after_presented", "ledger_statement", "insert update",
               "NEW.motion_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM assemblies_motion m "
               "WHERE m.id = NEW.motion_id AND m.collective_id = NEW.collective_id "
               "AND m.made_at >= NEW.presented_at)"),
        refuse("ledger_statement_adopted_by_its_vote", "ledger_statement", "update",
               f"NEW.state = 'adopted' AND NOT {CARRIED}"),
        refuse("ledger_statement_rejected_by_its_vote", "ledger_statement", "update",
               f"NEW.state = 'rejected' AND NOT {LOST}"),
        refuse("ledger_statement_is_kept", "ledger_statement", "delete", "OLD.id IS NOT NULL"),
    ]  # fmt: skip
