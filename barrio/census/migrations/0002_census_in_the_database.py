"""Letters only of who is on the roll, and as they were issued; answers stay."""

from django.db import migrations

from barrio.core.migrations_sql import refuse

ON_THE_ROLL = """
    EXISTS (
        SELECT 1 FROM assemblies_rollentry e
        WHERE e.collective_id = NEW.collective_id AND e.person_id = NEW.person_id
        AND e.ended_on IS NULL AND e.belonging = NEW.belonging AND e.since = NEW.since
    )
"""


class Migration(migrations.Migration):
    dependencies = [
        ("census", "0001_initial"),
        ("assemblies", "0009_roll_stays_in_the_hall"),
    ]

    operations = [
        refuse("census_letter_of_somebody_on_the_roll", "census_letter", "insert",
               f"NOT {ON_THE_ROLL}"),
        refuse("census_letter_stays_as_issued", "census_letter", "update",
               "NEW.person_id <> OLD.person_id OR NEW.year <> OLD.year "
               "OR NEW.number <> OLD.number OR NEW.belonging <> OLD.belonging "
               "OR NEW.since <> OLD.since OR NEW.name_token <> OLD.name_token "
               "OR NEW.issued_on <> OLD.issued_on OR NEW.good_until <> OLD.good_until "
               "OR (OLD.withdrawn_on IS NOT NULL AND (NEW.withdrawn_on IS NULL "
               "OR NEW.withdrawn_on <> OLD.withdrawn_on))"),
        refuse("census_letter_stays", "census_letter", "delete", "OLD.id IS NOT NULL"),
        refuse("census_challenge_stays_answered", "census_challenge", "update",
               "NEW.person_id <> OLD.person_id OR NEW.claim <> OLD.claim "
               "OR NEW.filed_on <> OLD.filed_on "
               "OR (OLD.state <> 'open' AND (NEW.state <> OLD.state "
               "OR NEW.answered_on <> OLD.answered_on))"),
        refuse("census_challenge_stays", "census_challenge", "delete", "OLD.id IS NOT NULL"),
    ]  # fmt: skip
