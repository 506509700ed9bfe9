"""Proxies only as the rules have them; whoever is represented has a voice, and only once."""

from django.db import migrations

from barrio.core.migrations_sql import refuse

BOTH_MAY_VOTE = """
    (2 = (
        SELECT count(*) FROM assemblies_assembly a
        JOIN assemblies_snapshotentry e ON e.snapshot_id = a.snapshot_id
        WHERE a.id = NEW.assembly_id AND e.may_vote
        AND e.person_id IN (NEW.giver_id, NEW.holder_id)
    ))
"""
AS_ALLOWED = """
    EXISTS (
        SELECT 1 FROM assemblies_assembly a WHERE a.id = NEW.assembly_id
        AND a.state IN ('convened', 'open') AND a.proxies >= NEW.place
    )
"""
GIVER_IS_HERE = """
    EXISTS (
        SELECT 1 FROM assemblies_presence p WHERE p.assembly_id = NEW.assembly_id
        AND p.person_id = NEW.giver_id AND p.left_at IS NULL
    )
"""
PASSED_ON = """
    EXISTS (
        SELECT 1 FROM assemblies_proxy x WHERE x.assembly_id = NEW.assembly_id
        AND x.ended_at IS NULL AND (x.holder_id = NEW.giver_id OR x.giver_id = NEW.holder_id)
    )
"""
HAS_GIVEN = """
    EXISTS (
        SELECT 1 FROM assemblies_proxy x WHERE x.assembly_id = NEW.assembly_id
        AND x.giver_id = NEW.person_id AND x.ended_at IS NULL
    )
"""
# Of an assembly `a`: a proxy `x` both of whose people may vote, and whose holder was there.
COUNTS = """
    assemblies_proxy x
    JOIN assemblies_snapshotentry g
        ON g.snapshot_id = a.snapshot_id AND g.person_id = x.giver_id AND g.may_vote
    JOIN assemblies_snapshotentry h
        ON h.snapshot_id = a.snapshot_id AND h.person_id = x.holder_id AND h.may_vote
    JOIN assemblies_presence p ON p.assembly_id = a.id AND p.person_id = x.holder_id
"""
REPRESENTED = f"""
    (
        SELECT count(*) FROM assemblies_agendaitem i
        JOIN assemblies_assembly a ON a.id = i.assembly_id
        CROSS JOIN {COUNTS}
        WHERE i.id = NEW.item_id AND x.assembly_id = a.id AND x.ended_at IS NULL
        AND p.left_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM assemblies_presence q WHERE q.assembly_id = a.id
            AND q.person_id = x.giver_id AND q.left_at IS NULL
        )
    )
"""
THERE_NOW = """
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
THERE_AT_OPENING = THERE_NOW.replace(
    "AND p.left_at IS NULL",
    "AND p.came_at <= v.opened_at AND (p.left_at IS NULL OR p.left_at > v.opened_at)",
)
REPRESENTED_NOW = f"""
    EXISTS (
        SELECT 1 FROM assemblies_vote v
        JOIN assemblies_agendaitem i ON i.id = v.item_id
        JOIN assemblies_assembly a ON a.id = i.assembly_id
        CROSS JOIN {COUNTS}
        WHERE v.id = NEW.vote_id AND x.assembly_id = a.id AND x.giver_id = NEW.person_id
        AND x.ended_at IS NULL AND p.left_at IS NULL
    )
"""
REPRESENTED_AT_OPENING = REPRESENTED_NOW.replace(
    "AND x.ended_at IS NULL AND p.left_at IS NULL",
    "AND x.given_at <= v.opened_at AND (x.ended_at IS NULL OR x.ended_at > v.opened_at) "
    "AND p.came_at <= v.opened_at AND (p.left_at IS NULL OR p.left_at > v.opened_at)",
)


class Migration(migrations.Migration):
    dependencies = [("assemblies", "0012_proxies")]

    operations = [
        refuse("assemblies_proxy_as_the_rules_allow", "assemblies_proxy", "insert",
               f"NOT {AS_ALLOWED}"),
        refuse("assemblies_proxy_between_who_may_vote", "assemblies_proxy", "insert",
               f"NOT {BOTH_MAY_VOTE}"),
        refuse("assemblies_proxy_of_who_is_not_here", "assemblies_proxy", "insert",
               GIVER_IS_HERE),
        refuse("assemblies_proxy_is_not_passed_on", "assemblies_proxy", "insert", PASSED_ON),
        refuse("assemblies_proxy_only_ends", "assemblies_proxy", "update",
               "OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL "
               "OR NEW.assembly_id <> OLD.assembly_id OR NEW.giver_id <> OLD.giver_id "
               "OR NEW.holder_id <> OLD.holder_id OR NEW.place <> OLD.place "
               "OR NEW.given_at <> OLD.given_at"),
        refuse("assemblies_proxy_stays", "assemblies_proxy", "delete", "OLD.id IS NOT NULL"),
        refuse("assemblies_presence_ends_the_proxy", "assemblies_presence", "insert",
               f"NEW.left_at IS NULL AND {HAS_GIVEN}"),
        refuse("assemblies_assembly_proxies_are_fixed", "assemblies_assembly", "update",
               "NEW.proxies <> OLD.proxies"),
        refuse("assemblies_vote_represented_as_given", "assemblies_vote", "insert",
               f"NEW.method <> 'consensus' AND NEW.represented <> {REPRESENTED}"),
        refuse("assemblies_vote_represented_is_fixed", "assemblies_vote", "update",
               "NEW.represented <> OLD.represented"),
        refuse("assemblies_named_by_who_is_there", "assemblies_namedvote", "insert",
               f"NOT {THERE_NOW} AND NOT {REPRESENTED_NOW}"),
        refuse("assemblies_voted_by_who_was_there", "assemblies_voted", "insert",
               f"NOT {THERE_AT_OPENING} AND NOT {REPRESENTED_AT_OPENING}"),
    ]  # fmt: skip
