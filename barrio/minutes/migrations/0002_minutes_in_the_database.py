"""Minutes as the database holds them: who was not there neither signs nor amends."""

from django.db import migrations

from barrio.core.migrations_sql import refuse

CLOSED = """
    EXISTS (SELECT 1 FROM minutes_minutes m WHERE m.id = NEW.minutes_id AND m.closed_at IS NOT NULL)
"""
THERE = """
    EXISTS (
        SELECT 1 FROM minutes_minutes m JOIN assemblies_presence p ON p.assembly_id = m.assembly_id
        WHERE m.id = NEW.minutes_id AND p.person_id = NEW.person_id AND p.came_at <= NEW.at
    )
"""
THERE_AT_THE_END = """
    EXISTS (
        SELECT 1 FROM minutes_minutes m
        JOIN assemblies_assembly a ON a.id = m.assembly_id AND a.state = 'closed'
        JOIN assemblies_presence p ON p.assembly_id = a.id
        WHERE m.id = NEW.minutes_id AND p.person_id = NEW.person_id
        AND (p.left_at IS NULL OR p.left_at >= a.closed_at)
    )
"""
LATER_ACT = """
    EXISTS (
        SELECT 1 FROM assemblies_act a JOIN minutes_minutes m ON m.id = NEW.minutes_id
        WHERE a.id = NEW.act_id AND a.adopted_at > m.closed_at
    )
"""


class Migration(migrations.Migration):
    dependencies = [("minutes", "0001_initial")]

    operations = [
        refuse("minutes_minutes_stay_closed", "minutes_minutes", "update",
               "OLD.closed_at IS NOT NULL"),
        refuse("minutes_minutes_are_kept", "minutes_minutes", "delete",
               "OLD.begun_at IS NOT NULL"),
        refuse("minutes_note_while_open", "minutes_note", "insert", CLOSED),
        refuse("minutes_note_stays", "minutes_note", "update",
               "NEW.digest <> OLD.digest OR NEW.sealed <> OLD.sealed"),
        refuse("minutes_note_is_kept", "minutes_note", "delete", "OLD.digest <> ''"),
        refuse("minutes_signature_while_open", "minutes_signature", "insert", CLOSED),
        refuse("minutes_signature_of_who_was_there", "minutes_signature", "insert",
               f"NOT {THERE} OR (NEW.sheet = 'closing' AND NOT {THERE_AT_THE_END})"),
        refuse("minutes_signature_stays", "minutes_signature", "update",
               "NEW.person_id <> OLD.person_id OR NEW.sheet <> OLD.sheet "
               "OR NEW.stance <> OLD.stance OR NEW.minutes_id <> OLD.minutes_id"),
        refuse("minutes_signature_is_kept", "minutes_signature", "delete", "OLD.stance <> ''"),
        refuse("minutes_amendment_of_who_was_there", "minutes_amendment", "insert",
               f"NOT {THERE} OR NOT {CLOSED}"),
        refuse("minutes_amendment_by_a_later_assembly", "minutes_amendment", "insert update",
               f"NEW.state = 'accepted' AND NOT {LATER_ACT}"),
    ]  # fmt: skip
