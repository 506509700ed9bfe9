"""A recall is neither deleted nor ended in the database but by what ends it."""

from django.db import migrations

from barrio.core.migrations_sql import refuse

DECIDED = """
    EXISTS (
        SELECT 1 FROM assemblies_vote v
        WHERE v.motion_id = NEW.motion_id AND v.outcome IN ('carried', 'lost')
    )
"""
FEWER_SEATS = """
    (SELECT count(*) FROM offices_term t WHERE t.commission_id = NEW.id AND NOT t.is_alternate
     AND t.until > CURRENT_DATE AND t.begins_on <= CURRENT_DATE) > NEW.seats
"""


class Migration(migrations.Migration):
    dependencies = [("offices", "0002_offices_in_the_database")]

    operations = [
        refuse("offices_petition_is_kept", "offices_petition", "delete", "OLD.needed > 0"),
        refuse(
            "offices_petition_decided_by_a_vote", "offices_petition", "update",
            f"NEW.state IN ('carried', 'lost') AND NOT {DECIDED}",
        ),
        refuse(
            "offices_petition_clocks_stay", "offices_petition", "update",
            "NEW.opened_at <> OLD.opened_at "
            "OR (OLD.reached_at IS NOT NULL AND (NEW.reached_at IS NULL "
            "OR NEW.reached_at <> OLD.reached_at)) "
            "OR (OLD.reported_at IS NOT NULL AND (NEW.reported_at IS NULL "
            "OR NEW.reported_at <> OLD.reported_at))",
        ),
        refuse("offices_commission_seats_those_who_sit", "offices_commission", "update",
               f"NEW.seats < OLD.seats AND {FEWER_SEATS}"),
        refuse("offices_commission_stays_what_it_is", "offices_commission", "update",
               "NEW.kind <> OLD.kind OR NEW.act_id <> OLD.act_id "
               "OR NEW.collective_id <> OLD.collective_id"),
    ]  # fmt: skip
