"""Only in session, and only who is there, asks for the floor or shows a hand."""

from django.db import migrations

from barrio.core.migrations_sql import refuse

IN_SESSION = """
    EXISTS (SELECT 1 FROM assemblies_assembly a WHERE a.id = NEW.assembly_id AND a.state = 'open')
"""
IS_HERE = """
    EXISTS (
        SELECT 1 FROM assemblies_presence p
        WHERE p.assembly_id = NEW.assembly_id AND p.person_id = NEW.person_id
        AND p.left_at IS NULL
    )
"""
IS_HERE_FOR_THE_CHECK = """
    EXISTS (
        SELECT 1 FROM floor_pulse q
        JOIN assemblies_presence p ON p.assembly_id = q.assembly_id
        WHERE q.id = NEW.pulse_id AND q.closed_at IS NULL
        AND p.person_id = NEW.person_id AND p.left_at IS NULL
    )
"""
HANDS_ARE_KEPT = "EXISTS (SELECT 1 FROM floor_hand h WHERE h.pulse_id = NEW.id)"


class Migration(migrations.Migration):
    dependencies = [
        ("floor", "0001_initial"),
        ("assemblies", "0004_ballots_in_the_database"),
    ]

    operations = [
        refuse("floor_turn_in_session", "floor_turn", "insert", f"NOT {IN_SESSION}"),
        refuse("floor_turn_of_somebody_here", "floor_turn", "insert", f"NOT {IS_HERE}"),
        refuse(
            "floor_turn_stays_whose_it_is", "floor_turn", "update",
            "NEW.person_id <> OLD.person_id OR NEW.assembly_id <> OLD.assembly_id "
            "OR NEW.number <> OLD.number OR NEW.asked_at <> OLD.asked_at "
            "OR (OLD.began_at IS NOT NULL AND (NEW.began_at IS NULL "
            "OR NEW.began_at <> OLD.began_at)) "
            "OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NULL "
            "OR NEW.ended_at <> OLD.ended_at OR NEW.began_at IS NOT NULL "
            "AND OLD.began_at IS NULL))",
        ),
        refuse("floor_pulse_in_session", "floor_pulse", "insert", f"NOT {IN_SESSION}"),
        refuse(
            "floor_pulse_forgets_who", "floor_pulse", "update",
            f"NEW.closed_at IS NOT NULL AND {HANDS_ARE_KEPT}",
        ),
        refuse(
            "floor_pulse_stays_as_it_closed", "floor_pulse", "update",
            "OLD.closed_at IS NOT NULL AND (NEW.closed_at IS NULL OR NEW.up <> OLD.up "
            "OR NEW.level <> OLD.level OR NEW.down <> OLD.down)",
        ),
        refuse(
            "floor_hand_of_somebody_here", "floor_hand", "insert update",
            f"NOT {IS_HERE_FOR_THE_CHECK}",
        ),
    ]  # fmt: skip
