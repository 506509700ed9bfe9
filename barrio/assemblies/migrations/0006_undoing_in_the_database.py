"""An act ends only by an act of a later assembly that was moved to end it."""

from django.db import migrations

from barrio.core.migrations_sql import refuse

AN_EARLIER_ACT_OF_OURS = """
    EXISTS (
        SELECT 1 FROM assemblies_act a
        JOIN assemblies_vote v ON v.id = a.vote_id
        JOIN assemblies_agendaitem i ON i.id = v.item_id
        WHERE a.id = NEW.undoes_id AND a.collective_id = NEW.collective_id
        AND i.assembly_id <> (
            SELECT n.assembly_id FROM assemblies_agendaitem n WHERE n.id = NEW.item_id
        )
    )
"""
AS_MOVED = """
    EXISTS (
        SELECT 1 FROM assemblies_vote v JOIN assemblies_motion m ON m.id = v.motion_id
        WHERE v.id = NEW.vote_id AND m.undoes_id = NEW.supersedes_id
    )
"""


class Migration(migrations.Migration):
    dependencies = [("assemblies", "0005_acts_undone")]

    operations = [
        refuse(
            "assemblies_motion_undoes_an_earlier_act", "assemblies_motion", "insert update",
            f"NEW.undoes_id IS NOT NULL AND NOT {AN_EARLIER_ACT_OF_OURS}",
        ),
        refuse(
            "assemblies_motion_undoes_what_it_said", "assemblies_motion", "update",
            "COALESCE(CAST(NEW.undoes_id AS text), '') <> "
            "COALESCE(CAST(OLD.undoes_id AS text), '')",
        ),
        refuse(
            "assemblies_act_undoes_what_was_moved", "assemblies_act", "insert",
            f"NEW.supersedes_id IS NOT NULL AND NOT {AS_MOVED}",
        ),
    ]  # fmt: skip
