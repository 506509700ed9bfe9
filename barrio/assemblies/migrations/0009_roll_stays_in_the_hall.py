"""The roll of an assembly is frozen anew only before anybody has come."""

from django.db import migrations

from barrio.core.migrations_sql import refuse


class Migration(migrations.Migration):
    dependencies = [("assemblies", "0008_consensus_in_the_database")]

    operations = [
        refuse(
            "assemblies_assembly_keeps_its_roll", "assemblies_assembly", "update",
            "NEW.snapshot_id <> OLD.snapshot_id AND (OLD.state <> 'convened' OR EXISTS ("
            "SELECT 1 FROM assemblies_presence p WHERE p.assembly_id = OLD.id))",
        )
    ]  # fmt: skip
