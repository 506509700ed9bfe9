"""Rules that an act adopts are in force once it binds, and not before."""

from django.db import migrations

from barrio.core.migrations_sql import refuse

ADOPTING = """
    FROM assemblies_act a
    JOIN assemblies_vote v ON v.id = a.vote_id
    JOIN assemblies_motion m ON m.id = v.motion_id
    LEFT JOIN federation_ratifiable r ON r.act_id = a.id
    WHERE m.rule_set_id = NEW.id
"""
ONLY_BY_WHAT_WAITS = f"""
    NEW.state = 'in_force' AND OLD.state <> 'in_force'
    AND EXISTS (SELECT 1 {ADOPTING} AND r.standing <> 'binding')
    AND NOT EXISTS (SELECT 1 {ADOPTING} AND (r.id IS NULL OR r.standing = 'binding'))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assemblies", "0015_handovers_in_the_database"),
        ("federation", "0002_federation_in_the_database"),
    ]

    operations = [
        refuse("assemblies_ruleset_of_an_act_that_binds", "assemblies_ruleset", "update",
               ONLY_BY_WHAT_WAITS),
    ]  # fmt: skip
