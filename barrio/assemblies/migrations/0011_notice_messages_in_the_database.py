"""What was written counts as notice only when a second person has released it."""

from django.db import migrations

from barrio.core.migrations_sql import refuse

RELEASED = "EXISTS (SELECT 1 FROM comms_release r WHERE r.message_id = NEW.message_id)"


class Migration(migrations.Migration):
    dependencies = [("assemblies", "0010_notice_messages")]

    operations = [
        refuse("assemblies_noticemessage_released_by_a_second", "assemblies_noticemessage",
               "insert update", f"NEW.notice_id IS NOT NULL AND NOT {RELEASED}"),
        refuse("assemblies_noticemessage_stays", "assemblies_noticemessage", "update",
               "NEW.assembly_id <> OLD.assembly_id OR NEW.message_id <> OLD.message_id "
               "OR (OLD.notice_id IS NOT NULL AND (NEW.notice_id IS NULL "
               "OR NEW.notice_id <> OLD.notice_id)) "
               "OR (OLD.dropped_at IS NOT NULL AND NEW.dropped_at IS NULL)"),
    ]  # fmt: skip
