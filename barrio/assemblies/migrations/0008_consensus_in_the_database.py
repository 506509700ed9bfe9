"""Only who is there takes a stand, while consensus is sought; it is closed as they stood."""

from django.db import migrations

from barrio.core.migrations_sql import refuse

SOUGHT = """
    EXISTS (
        SELECT 1 FROM assemblies_vote v
        WHERE v.id = NEW.vote_id AND v.closed_at IS NULL AND v.method = 'consensus'
    )
"""
ENTITLED_AND_THERE = """
    EXISTS (
        SELECT 1 FROM assemblies_vote v
        JOIN assemblies_agendaitem i ON i.id = v.item_id
        JOIN assemblies_assembly a ON a.id = i.assembly_id
        JOIN assemblies_snapshotentry e ON e.snapshot_id = a.snapshot_id
        JOIN assemblies_presence p ON p.assembly_id = a.id AND p.person_id = e.person_id
        WHERE v.id = NEW.vote_id AND e.person_id = NEW.person_id AND e.may_vote
        AND p.left_at IS NULL
    )
"""
BLOCKS = """
    (SELECT count(*) FROM assemblies_stance s WHERE s.vote_id = NEW.id AND s.stand = 'block')
"""
ASIDE = BLOCKS.replace("'block'", "'aside'")
AS_STOOD = f"""
    (
        NEW.no = {BLOCKS} AND NEW.abstain = {ASIDE}
        AND (NEW.outcome <> 'carried' OR NEW.no = 0)
        AND NEW.yes = CASE WHEN NEW.present > NEW.no + NEW.abstain
                      THEN NEW.present - NEW.no - NEW.abstain ELSE 0 END
    )
"""


class Migration(migrations.Migration):
    dependencies = [("assemblies", "0007_consensus")]

    operations = [
        refuse("assemblies_stance_while_consensus_is_sought", "assemblies_stance",
               "insert update", f"NOT {SOUGHT}"),
        refuse("assemblies_stance_stays", "assemblies_stance", "delete",
               f"NOT {SOUGHT.replace('NEW.', 'OLD.')}"),
        refuse("assemblies_stance_by_who_is_there", "assemblies_stance", "insert",
               f"NOT {ENTITLED_AND_THERE}"),
        refuse("assemblies_stance_is_their_own", "assemblies_stance", "update",
               "NEW.vote_id <> OLD.vote_id OR NEW.person_id <> OLD.person_id"),
        refuse("assemblies_vote_closed_as_they_stood", "assemblies_vote", "update",
               "NEW.method = 'consensus' AND NEW.outcome IN ('carried', 'blocked') "
               f"AND NOT {AS_STOOD}"),
    ]  # fmt: skip
