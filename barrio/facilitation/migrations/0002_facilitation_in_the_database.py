"""Parts, items and signals only in session, and only of who is there; what was done stays."""

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
ON_THIS_AGENDA = """
    EXISTS (
        SELECT 1 FROM assemblies_agendaitem i
        WHERE i.id = NEW.item_id AND i.assembly_id = NEW.assembly_id
    )
"""
REOPENED = "(OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NULL OR NEW.ended_at <> OLD.ended_at))"


class Migration(migrations.Migration):
    dependencies = [("facilitation", "0001_initial")]

    operations = [
        refuse("facilitation_offer_of_somebody_here", "facilitation_offer", "insert",
               f"NOT {IN_SESSION} OR NOT {IS_HERE}"),
        refuse("facilitation_offer_keeps_its_number", "facilitation_offer", "update",
               "NEW.person_id <> OLD.person_id OR NEW.assembly_id <> OLD.assembly_id "
               "OR NEW.number <> OLD.number"),
        refuse("facilitation_part_of_somebody_here", "facilitation_part", "insert",
               f"NOT {IN_SESSION} OR NOT {IS_HERE}"),
        refuse("facilitation_part_stays_as_it_was", "facilitation_part", "update",
               "NEW.person_id <> OLD.person_id OR NEW.assembly_id <> OLD.assembly_id "
               "OR NEW.role <> OLD.role OR NEW.how <> OLD.how OR NEW.dice <> OLD.dice "
               f"OR NEW.began_at <> OLD.began_at OR {REOPENED}"),
        refuse("facilitation_part_stays", "facilitation_part", "delete", "OLD.id IS NOT NULL"),
        refuse("facilitation_dealing_in_session", "facilitation_dealing", "insert",
               f"NOT {IN_SESSION} OR NOT {ON_THIS_AGENDA}"),
        refuse("facilitation_dealing_stays_as_it_was", "facilitation_dealing", "update",
               "NEW.item_id <> OLD.item_id OR NEW.assembly_id <> OLD.assembly_id "
               f"OR NEW.began_at <> OLD.began_at OR {REOPENED}"),
        refuse("facilitation_signal_of_somebody_here", "facilitation_signal", "insert update",
               f"NOT {IN_SESSION} OR NOT {IS_HERE}"),
        refuse("facilitation_caption_in_session", "facilitation_caption", "insert",
               f"NOT {IN_SESSION}"),
    ]  # fmt: skip
