"""What no constraint can say: frozen rolls and acts, votes only as the rules have it."""

from django.db import migrations

from barrio.core.migrations_sql import append_only, refuse


ON_THE_ROLL = """
    EXISTS (
        SELECT 1 FROM assemblies_assembly a
        JOIN assemblies_snapshotentry e ON e.snapshot_id = a.snapshot_id
        WHERE a.id = NEW.assembly_id AND e.person_id = NEW.person_id
    )
"""
IN_SESSION = """
    EXISTS (
        SELECT 1 FROM assemblies_agendaitem i JOIN assemblies_assembly a ON a.id = i.assembly_id
        WHERE i.id = NEW.item_id AND a.state = 'open'
    )
"""
ANNOUNCED = """
    EXISTS (
        SELECT 1 FROM assemblies_agendaitem i
        WHERE i.id = NEW.item_id AND (i.in_time OR i.is_admitted)
    )
"""
VOTE_IS_OPEN = """
    EXISTS (SELECT 1 FROM assemblies_vote v WHERE v.id = NEW.vote_id AND v.closed_at IS NULL)
"""
ENTITLED_AND_THERE = """
    EXISTS (
        SELECT 1 FROM assemblies_vote v
        JOIN assemblies_agendaitem i ON i.id = v.item_id
        JOIN assemblies_assembly a ON a.id = i.assembly_id
        JOIN assemblies_snapshotentry e ON e.snapshot_id = a.snapshot_id
        JOIN assemblies_presence p ON p.assembly_id = a.id AND p.person_id = e.person_id
        WHERE v.id = NEW.vote_id AND e.person_id = NEW.person_id AND e.may_vote
        AND p.left_at IS NULL
    )
"""
THERE_AT_THAT_TIME = """
    EXISTS (
        SELECT 1 FROM assemblies_presence p
        WHERE p.assembly_id = NEW.assembly_id AND p.person_id = NEW.person_id AND p.id <> NEW.id
        AND (NEW.left_at IS NULL OR p.came_at < NEW.left_at)
        AND (p.left_at IS NULL OR p.left_at > NEW.came_at)
    )
"""
CARRIED = """
    EXISTS (SELECT 1 FROM assemblies_vote v WHERE v.id = NEW.vote_id AND v.outcome = 'carried')
"""
THE_ONE_BEFORE = """
    (NEW.number = 1 OR EXISTS (
        SELECT 1 FROM assemblies_act b WHERE b.collective_id = NEW.collective_id
        AND b.number = NEW.number - 1 AND b.hash = NEW.before
    ))
"""
ROLL_IN_USE = """
    EXISTS (SELECT 1 FROM assemblies_assembly a WHERE a.snapshot_id = NEW.snapshot_id)
"""
TWO_TELLERS = """
    (
        (SELECT count(*) FROM (
            SELECT c.round FROM assemblies_tellercount c
            WHERE c.vote_id = NEW.id AND c.yes = NEW.yes AND c.no = NEW.no
            AND c.abstain = NEW.abstain
            GROUP BY c.round HAVING count(DISTINCT c.teller_id) = 2
        ) agreed) > 0
    )
"""
AS_NAMED = """
    (
        NEW.yes = (SELECT count(*) FROM assemblies_namedvote n
                   WHERE n.vote_id = NEW.id AND n.choice = 'yes')
        AND NEW.no = (SELECT count(*) FROM assemblies_namedvote n
                      WHERE n.vote_id = NEW.id AND n.choice = 'no')
        AND NEW.abstain = (SELECT count(*) FROM assemblies_namedvote n
                           WHERE n.vote_id = NEW.id AND n.choice = 'abstain')
    )
"""


class Migration(migrations.Migration):
    dependencies = [("assemblies", "0001_initial")]

    operations = [
        append_only("assemblies_act"),
        append_only("assemblies_snapshot"),
        append_only("assemblies_snapshotentry"),
        append_only("assemblies_wording"),
        append_only("assemblies_tellercount"),
        append_only("assemblies_notice"),
        refuse(
            "assemblies_roll_is_frozen", "assemblies_snapshotentry", "insert", ROLL_IN_USE
        ),
        refuse(
            "assemblies_presence_on_the_roll", "assemblies_presence", "insert",
            f"NOT {ON_THE_ROLL}",
        ),
        refuse(
            "assemblies_presence_in_one_place", "assemblies_presence", "insert update",
            THERE_AT_THAT_TIME,
        ),
        refuse(
            "assemblies_vote_in_session", "assemblies_vote", "insert", f"NOT {IN_SESSION}"
        ),
        refuse(
            "assemblies_vote_on_what_was_announced", "assemblies_vote", "insert",
            f"NEW.matter <> 'urgency' AND NOT {ANNOUNCED}",
        ),
        refuse(
            "assemblies_vote_terms_are_fixed", "assemblies_vote", "update",
            "OLD.closed_at IS NOT NULL OR NEW.method <> OLD.method OR NEW.basis <> OLD.basis "
            "OR NEW.numerator <> OLD.numerator OR NEW.denominator <> OLD.denominator "
            "OR NEW.\"strict\" <> OLD.\"strict\" OR NEW.present <> OLD.present "
            "OR NEW.quorum <> OLD.quorum OR NEW.entitled <> OLD.entitled "
            "OR NEW.census <> OLD.census OR NEW.matter <> OLD.matter",
        ),
        refuse(
            "assemblies_vote_as_counted", "assemblies_vote", "update",
            f"NEW.outcome IN ('carried', 'lost') AND ((NEW.method = 'nominal' AND NOT {AS_NAMED}) "
            f"OR (NEW.method <> 'nominal' AND NOT {TWO_TELLERS}))",
        ),
        refuse("assemblies_vote_stays", "assemblies_vote", "delete", "OLD.id IS NOT NULL"),
        refuse(
            "assemblies_count_while_open", "assemblies_tellercount", "insert",
            f"NOT {VOTE_IS_OPEN}",
        ),
        refuse(
            "assemblies_named_while_open", "assemblies_namedvote", "insert update",
            f"NOT {VOTE_IS_OPEN}",
        ),
        refuse(
            "assemblies_named_by_who_is_there", "assemblies_namedvote", "insert",
            f"NOT {ENTITLED_AND_THERE}",
        ),
        refuse("assemblies_named_stays", "assemblies_namedvote", "delete", "OLD.id IS NOT NULL"),
        refuse("assemblies_act_of_what_carried", "assemblies_act", "insert", f"NOT {CARRIED}"),
        refuse(
            "assemblies_act_follows_the_last", "assemblies_act", "insert",
            f"NOT {THE_ONE_BEFORE}",
        ),
    ]  # fmt: skip
