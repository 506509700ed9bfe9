"""Begun by an act of one's own, ended by a later one, and never taken away."""

from django.db import migrations

from barrio.core.migrations_sql import refuse

OWN_ACT = """
    EXISTS (
        SELECT 1 FROM assemblies_act a
        WHERE a.id = NEW.act_id AND a.collective_id = NEW.collective_id
    )
"""
LATER_ACT = """
    EXISTS (
        SELECT 1 FROM assemblies_act e JOIN assemblies_act b ON b.id = NEW.act_id
        WHERE e.id = NEW.ended_by_id AND e.collective_id = NEW.collective_id
        AND e.number > b.number
    )
"""


class Migration(migrations.Migration):
    dependencies = [("undertakings", "0001_initial")]

    operations = [
        refuse("undertakings_by_an_act_of_ones_own", "undertakings_undertaking", "insert update",
               f"NOT {OWN_ACT}"),
        refuse("undertakings_end_by_a_later_act", "undertakings_undertaking", "insert update",
               f"NEW.ended_by_id IS NOT NULL AND NOT {LATER_ACT}"),
        refuse("undertakings_stand_on_the_same_act", "undertakings_undertaking", "update",
               "NEW.act_id <> OLD.act_id OR NEW.kind <> OLD.kind OR OLD.ended_by_id IS NOT NULL"),
        refuse("undertakings_stay", "undertakings_undertaking", "delete", "OLD.id IS NOT NULL"),
    ]  # fmt: skip
