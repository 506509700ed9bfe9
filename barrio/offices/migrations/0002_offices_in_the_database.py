"""Offices as the database holds them: one commission each, and no more people than seats."""

from django.db import migrations

from barrio.core.migrations_sql import VendorSQL, refuse

ELSEWHERE = """
    EXISTS (
        SELECT 1 FROM offices_term t
        WHERE t.collective_id = NEW.collective_id AND t.person_id = NEW.person_id
        AND t.id <> NEW.id AND t.begins_on < NEW.until AND t.until > NEW.begins_on
        AND t.begins_on < t.until AND NEW.begins_on < NEW.until
    )
"""
# On the first day of the term, or on the first of another that begins while it runs.
TOO_MANY = """
    EXISTS (
        SELECT 1 FROM (
            SELECT NEW.begins_on AS d
            UNION SELECT s.begins_on FROM offices_term s
            WHERE s.commission_id = NEW.commission_id
            AND s.begins_on >= NEW.begins_on AND s.begins_on < NEW.until
        ) days
        WHERE NEW.begins_on < NEW.until AND (
            SELECT count(*) FROM offices_term o
            WHERE o.commission_id = NEW.commission_id AND o.is_alternate = NEW.is_alternate
            AND o.id <> NEW.id AND o.begins_on <= days.d AND o.until > days.d
        ) >= (
            SELECT CASE WHEN NEW.is_alternate THEN c.alternates ELSE c.seats END
            FROM offices_commission c WHERE c.id = NEW.commission_id
        )
    )
"""
SIGNED = """
    (SELECT count(*) FROM offices_signature s
     WHERE s.petition_id = NEW.id AND s.withdrawn_on IS NULL)
"""
MAY_SIGN = """
    EXISTS (
        SELECT 1 FROM offices_petition p
        JOIN assemblies_snapshotentry e ON e.snapshot_id = p.snapshot_id
        WHERE p.id = NEW.petition_id AND p.state = 'open' AND e.person_id = NEW.person_id
        AND e.may_vote
    )
"""
ACT_RECALLS = """
    EXISTS (
        SELECT 1 FROM assemblies_act a JOIN offices_petition p ON p.term_id = NEW.id
        JOIN assemblies_vote v ON v.id = a.vote_id AND v.motion_id = p.motion_id
        WHERE a.id = NEW.end_act_id AND a.matter = 'recall' AND v.outcome = 'carried'
    )
"""
LOCK = [
    "CREATE OR REPLACE FUNCTION offices_a_one_at_a_time() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN PERFORM 1 FROM offices_commission WHERE id = NEW.commission_id FOR UPDATE; "
    "RETURN NEW; END $$",
    "DROP TRIGGER IF EXISTS offices_a_one_at_a_time ON offices_term",
    "CREATE TRIGGER offices_a_one_at_a_time BEFORE INSERT OR UPDATE ON offices_term "
    "FOR EACH ROW EXECUTE FUNCTION offices_a_one_at_a_time()",
]
# Trusted since PostgreSQL 13: who owns the database may create it.
GIST = "CREATE EXTENSION IF NOT EXISTS btree_gist"
EXCLUDE = (
    "ALTER TABLE offices_term ADD CONSTRAINT offices_term_one_commission_each EXCLUDE USING gist "
    "(collective_id WITH =, person_id WITH =, daterange(begins_on, until) WITH &&)"
)
ON_SQLITE = [
    statement
    for verb in ("insert", "update")
    for statement in (
        f"CREATE TRIGGER offices_term_one_commission_each_{verb} BEFORE {verb.upper()} "
        f"ON offices_term WHEN {ELSEWHERE} "
        "BEGIN SELECT RAISE(ABORT, 'offices_term_one_commission_each'); END",
    )
]


class Migration(migrations.Migration):
    dependencies = [("offices", "0001_initial")]

    operations = [
        VendorSQL(sqlite=ON_SQLITE, postgresql=[GIST, EXCLUDE]),
        VendorSQL(sqlite=[], postgresql=LOCK),
        refuse("offices_term_within_the_seats", "offices_term", "insert update", TOO_MANY),
        refuse(
            "offices_term_stays_whose_it_is", "offices_term", "update",
            "NEW.person_id <> OLD.person_id OR NEW.commission_id <> OLD.commission_id "
            "OR NEW.act_id <> OLD.act_id OR NEW.begins_on <> OLD.begins_on "
            "OR NEW.due_until <> OLD.due_until OR NEW.until > OLD.until OR OLD.\"end\" <> ''",
        ),
        refuse("offices_term_is_kept", "offices_term", "delete", "OLD.begins_on IS NOT NULL"),
        refuse(
            "offices_term_recalled_by_its_vote", "offices_term", "insert update",
            f"NEW.\"end\" = 'recalled' AND NOT {ACT_RECALLS}",
        ),
        refuse(
            "offices_petition_is_fixed", "offices_petition", "update",
            "NEW.snapshot_id <> OLD.snapshot_id OR NEW.needed <> OLD.needed "
            "OR NEW.term_id <> OLD.term_id OR NEW.ground <> OLD.ground "
            "OR NEW.report_days <> OLD.report_days OR NEW.answer_days <> OLD.answer_days "
            "OR NEW.by_controllership <> OLD.by_controllership "
            "OR (OLD.state <> 'open' AND NEW.state IN ('open', 'withdrawn'))",
        ),
        refuse(
            "offices_petition_reached_by_signatures", "offices_petition", "insert update",
            f"NEW.state = 'reached' AND NOT NEW.by_controllership AND {SIGNED} < NEW.needed",
        ),
        refuse(
            "offices_signature_of_who_may_vote", "offices_signature", "insert update",
            f"NOT {MAY_SIGN}",
        ),
        refuse("offices_signature_is_kept", "offices_signature", "delete",
               "OLD.signed_on IS NOT NULL"),
    ]  # fmt: skip
