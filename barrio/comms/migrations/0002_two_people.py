"""The database itself refuses to queue a message for many that nobody else released."""

from django.db import migrations

from barrio.core.migrations_sql import VendorSQL, append_only

MAY_BE_QUEUED = """
    EXISTS (
        SELECT 1 FROM comms_message m WHERE m.id = NEW.message_id AND m.state = 'released' AND (
            (m.reach = 'many' AND EXISTS (SELECT 1 FROM comms_release r WHERE r.message_id = m.id))
            OR (m.reach = 'single'
                AND NOT EXISTS (SELECT 1 FROM comms_delivery d WHERE d.message_id = m.id))
            OR (m.reach = 'same' AND EXISTS (
                SELECT 1 FROM comms_delivery d
                WHERE d.message_id = m.follows_id AND d.subscriber_id = NEW.subscriber_id))
        )
    )
"""
NOT_RELEASED = "comms_delivery_needs_release"
FROZEN = "comms_message_reach_is_fixed"

UUID7_POSTGRESQL = """
CREATE OR REPLACE FUNCTION uuid7() RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT encode(
        set_bit(set_bit(
            overlay(uuid_send(gen_random_uuid())
                placing substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
                FROM 1 FOR 6),
            52, 1), 53, 1), 'hex')::uuid
$$
"""


class Migration(migrations.Migration):
    dependencies = [("comms", "0001_initial")]

    operations = [
        VendorSQL(
            sqlite=[
                f"CREATE TRIGGER {NOT_RELEASED} BEFORE INSERT ON comms_delivery "
                f"WHEN NOT ({MAY_BE_QUEUED}) BEGIN SELECT RAISE(ABORT, '{NOT_RELEASED}'); END",
                f"CREATE TRIGGER {FROZEN} BEFORE UPDATE OF reach, follows_id, topic ON comms_message "
                "WHEN OLD.reach <> NEW.reach OR OLD.follows_id IS NOT NEW.follows_id "
                f"OR OLD.topic <> NEW.topic BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END",
            ],
            postgresql=[
                UUID7_POSTGRESQL,
                f"CREATE FUNCTION {NOT_RELEASED}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF NOT ({MAY_BE_QUEUED}) THEN RAISE EXCEPTION '{NOT_RELEASED}' "
                "USING ERRCODE = '23514'; END IF; RETURN NEW; END $$",
                f"CREATE TRIGGER {NOT_RELEASED} BEFORE INSERT ON comms_delivery "
                f"FOR EACH ROW EXECUTE FUNCTION {NOT_RELEASED}()",
                f"CREATE FUNCTION {FROZEN}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                "IF OLD.reach <> NEW.reach OR OLD.follows_id IS DISTINCT FROM NEW.follows_id "
                f"OR OLD.topic <> NEW.topic THEN RAISE EXCEPTION '{FROZEN}' "
                "USING ERRCODE = '23514'; END IF; RETURN NEW; END $$",
                f"CREATE TRIGGER {FROZEN} BEFORE UPDATE ON comms_message "
                f"FOR EACH ROW EXECUTE FUNCTION {FROZEN}()",
            ],
        ),
        append_only("comms_release"),
    ]
