"""What was handed over to Belenios is set up once, comes back once, and decides as it says."""

from django.db import migrations

from barrio.core.migrations_sql import refuse

HANDED_OVER = """
    EXISTS (
        SELECT 1 FROM assemblies_vote v
        WHERE v.id = NEW.vote_id AND v.method = 'belenios' AND v.closed_at IS NULL
    )
"""
AS_VERIFIED = """
    EXISTS (
        SELECT 1 FROM assemblies_handover h
        WHERE h.vote_id = NEW.id AND h.archive IS NOT NULL
        AND h.tallied <= NEW.present + NEW.represented
        AND (NEW.rule <> '' OR (
            h.yes = NEW.yes AND h.no = NEW.no AND h.abstain = NEW.abstain
        ))
    )
"""
AS_SECRET_AS_SAID = """
    EXISTS (
        SELECT 1 FROM assemblies_agendaitem i WHERE i.id = NEW.item_id AND (
            i.secrecy = 'open'
            OR NEW.method = 'belenios'
            OR (i.secrecy <> 'verifiable' AND NEW.method IN ('urn', 'phone'))
        )
    )
"""


class Migration(migrations.Migration):
    dependencies = [("assemblies", "0014_handovers")]

    operations = [
        refuse("assemblies_handover_of_an_open_vote", "assemblies_handover", "insert update",
               f"NOT {HANDED_OVER}"),
        refuse("assemblies_handover_asks_what_it_asked", "assemblies_handover", "update",
               "NEW.vote_id <> OLD.vote_id OR NEW.question <> OLD.question"),
        refuse("assemblies_handover_set_up_once", "assemblies_handover", "update",
               "OLD.setup IS NOT NULL AND (NEW.setup IS NULL OR NEW.setup <> OLD.setup "
               "OR NEW.fingerprint <> OLD.fingerprint)"),
        refuse("assemblies_handover_comes_back_once", "assemblies_handover", "update",
               "OLD.archive IS NOT NULL"),
        refuse("assemblies_handover_stays", "assemblies_handover", "delete",
               "OLD.id IS NOT NULL"),
        refuse("assemblies_vote_as_verified", "assemblies_vote", "update",
               "NEW.method = 'belenios' AND NEW.outcome IN ('carried', 'lost') "
               f"AND NOT {AS_VERIFIED}"),
        refuse("assemblies_vote_as_secret_as_said", "assemblies_vote", "insert",
               f"NEW.matter <> 'urgency' AND NOT {AS_SECRET_AS_SAID}"),
    ]  # fmt: skip
