"""No release of an alert but on a confirmed report, by another than who confirmed it."""

from django.db import migrations

from barrio.core.migrations_sql import VendorSQL

RULE = "alerts_release_needs_two_people"
MAY_BE_RELEASED = """
    EXISTS (
        SELECT 1 FROM alerts_alert a LEFT JOIN alerts_report p ON p.id = a.report_id
        WHERE a.message_id = NEW.message_id AND a.composed_by_id <> NEW.signed_by
        AND (a.is_drill OR (p.state = 'confirmed' AND p.decided_by_id <> NEW.signed_by))
    )
"""
IS_ALERT = (
    "EXISTS (SELECT 1 FROM comms_message m WHERE m.id = NEW.message_id AND m.topic = 'alerts')"
)


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_initial"), ("comms", "0002_two_people")]

    operations = [
        VendorSQL(
            sqlite=[
                f"CREATE TRIGGER {RULE} BEFORE INSERT ON comms_release "
                f"WHEN {IS_ALERT} AND NOT ({MAY_BE_RELEASED}) "
                f"BEGIN SELECT RAISE(ABORT, '{RULE}'); END",
            ],
            postgresql=[
                f"CREATE FUNCTION {RULE}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {IS_ALERT} AND NOT ({MAY_BE_RELEASED}) THEN RAISE EXCEPTION '{RULE}' "
                "USING ERRCODE = '23514'; END IF; RETURN NEW; END $$",
                f"CREATE TRIGGER {RULE} BEFORE INSERT ON comms_release "
                f"FOR EACH ROW EXECUTE FUNCTION {RULE}()",
            ],
        ),
    ]
