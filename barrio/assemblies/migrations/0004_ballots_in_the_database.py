"""Secret ballots as the database holds them: who voted and what was voted never meet.

Two rules of votes are said anew, as they cover choices among several too.
"""

from django.db import migrations

from barrio.core.migrations_sql import append_only, refuse

AS_SECRET_AS_SAID = """
    EXISTS (
        SELECT 1 FROM assemblies_agendaitem i WHERE i.id = NEW.item_id AND (
            i.secrecy = 'open'
            OR NEW.method IN ('urn', 'phone')
        )
    )
"""
VOTE_IS_OPEN = """
    EXISTS (SELECT 1 FROM assemblies_vote v WHERE v.id = NEW.vote_id AND v.closed_at IS NULL)
"""
OLD_VOTE_IS_OPEN = VOTE_IS_OPEN.replace("NEW.", "OLD.")
TWO_TELLERS = """
    (
        (SELECT count(*) FROM (
            SELECT c.round FROM assemblies_tellercount c
            WHERE c.vote_id = NEW.id AND c.yes = NEW.yes AND c.no = NEW.no
            AND c.abstain = NEW.abstain
            GROUP BY c.round HAVING count(DISTINCT c.teller_id) = 2
        ) agreed) > 0
    )
"""
TWO_TELLERS_OF_A_CHOICE = """
    (
        (SELECT count(*) FROM (
            SELECT c.round FROM assemblies_tellercount c
            WHERE c.vote_id = NEW.id
            GROUP BY c.round
            HAVING count(DISTINCT c.teller_id) = 2 AND count(DISTINCT CAST(c.options AS text)) = 1
        ) agreed) > 0
    )
"""
AS_NAMED = """
    (
        NEW.yes = (SELECT count(*) FROM assemblies_namedvote n
                   WHERE n.vote_id = NEW.id AND n.choice = 'yes')
        AND NEW.no = (SELECT count(*) FROM assemblies_namedvote n
                      WHERE n.vote_id = NEW.id AND n.choice = 'no')
        AND NEW.abstain = (SELECT count(*) FROM assemblies_namedvote n
                           WHERE n.vote_id = NEW.id AND n.choice = 'abstain')
    )
"""
# As many ballots as people who voted, no envelope left, and no more than were there.
URN_AND_ROLL_EQUAL = """
    (
        (SELECT count(*) FROM assemblies_urnballot u WHERE u.vote_id = NEW.id)
        = (SELECT count(*) FROM assemblies_voted m WHERE m.vote_id = NEW.id)
        AND NOT EXISTS (
            SELECT 1 FROM assemblies_voted m WHERE m.vote_id = NEW.id AND m.envelope <> ''
        )
        AND NOT EXISTS (SELECT 1 FROM assemblies_paperentry p WHERE p.vote_id = NEW.id)
    )
"""
AS_IN_THE_URN = """
    (
        NEW.rule <> '' OR (
            NEW.yes = (SELECT count(*) FROM assemblies_urnballot u
                       WHERE u.vote_id = NEW.id AND u.said = 'yes')
            AND NEW.no = (SELECT count(*) FROM assemblies_urnballot u
                          WHERE u.vote_id = NEW.id AND u.said = 'no')
        )
    )
"""
COUNTED_ONCE = """
    (NEW.rule = '' OR EXISTS (SELECT 1 FROM assemblies_countrun r WHERE r.vote_id = NEW.id))
"""
# Whose votes lie in the urn: those there when the vote opened.
WAS_THERE = """
    EXISTS (
        SELECT 1 FROM assemblies_vote v
        JOIN assemblies_agendaitem i ON i.id = v.item_id
        JOIN assemblies_assembly a ON a.id = i.assembly_id
        JOIN assemblies_snapshotentry e ON e.snapshot_id = a.snapshot_id
        JOIN assemblies_presence p ON p.assembly_id = a.id AND p.person_id = e.person_id
        WHERE v.id = NEW.vote_id AND e.person_id = NEW.person_id AND e.may_vote
        AND p.came_at <= v.opened_at AND (p.left_at IS NULL OR p.left_at > v.opened_at)
    )
"""
BOTH_TELLERS_HAVE_KEYS = """
    (
        NEW.how = 'paper' OR
        (SELECT count(*) FROM assemblies_tellerkey k WHERE k.vote_id = NEW.vote_id) = 2
    )
"""
NOBODY_VOTED_YET = """
    NOT EXISTS (SELECT 1 FROM assemblies_voted m WHERE m.vote_id = NEW.vote_id)
"""
ON_THE_ROLL = """
    EXISTS (
        SELECT 1 FROM assemblies_assembly a
        JOIN assemblies_snapshotentry e ON e.snapshot_id = a.snapshot_id
        WHERE a.id = NEW.assembly_id AND e.person_id = NEW.person_id
    )
"""
NO_VOTE_YET = """
    NOT EXISTS (SELECT 1 FROM assemblies_vote v WHERE v.motion_id = NEW.motion_id)
"""


class Migration(migrations.Migration):
    dependencies = [("assemblies", "0003_ballots")]

    operations = [
        append_only("assemblies_tellerkey"),
        append_only("assemblies_urnballot"),
        append_only("assemblies_countrun"),
        refuse(
            "assemblies_vote_as_secret_as_said", "assemblies_vote", "insert",
            f"NEW.matter <> 'urgency' AND NOT {AS_SECRET_AS_SAID}",
        ),
        refuse(
            "assemblies_vote_terms_are_fixed", "assemblies_vote", "update",
            "OLD.closed_at IS NOT NULL OR NEW.method <> OLD.method OR NEW.basis <> OLD.basis "
            "OR NEW.numerator <> OLD.numerator OR NEW.denominator <> OLD.denominator "
            "OR NEW.\"strict\" <> OLD.\"strict\" OR NEW.present <> OLD.present "
            "OR NEW.quorum <> OLD.quorum OR NEW.entitled <> OLD.entitled "
            "OR NEW.census <> OLD.census OR NEW.matter <> OLD.matter OR NEW.rule <> OLD.rule "
            "OR coalesce(NEW.seats, 0) <> coalesce(OLD.seats, 0) "
            "OR coalesce(NEW.budget, 0) <> coalesce(OLD.budget, 0) "
            "OR NEW.commitment <> OLD.commitment",
        ),
        refuse(
            "assemblies_vote_as_counted", "assemblies_vote", "update",
            "NEW.outcome IN ('carried', 'lost') AND ("
            f"(NEW.method = 'nominal' AND NOT {AS_NAMED}) "
            f"OR (NEW.method IN ('hands', 'urn') AND NEW.rule = '' AND NOT {TWO_TELLERS}) "
            f"OR (NEW.method = 'hands' AND NEW.rule <> '' AND NOT {TWO_TELLERS_OF_A_CHOICE}) "
            f"OR (NEW.method = 'phone' AND NOT {AS_IN_THE_URN}) "
            f"OR NOT {COUNTED_ONCE})",
        ),
        refuse(
            "assemblies_vote_urn_and_roll_are_equal", "assemblies_vote", "update",
            "NEW.outcome IN ('carried', 'lost') AND (NEW.method = 'phone' "
            f"OR (NEW.method = 'urn' AND NEW.rule <> '')) AND NOT {URN_AND_ROLL_EQUAL}",
        ),
        refuse(
            "assemblies_option_before_the_vote", "assemblies_option", "insert update",
            f"NOT {NO_VOTE_YET}",
        ),
        refuse("assemblies_option_stays", "assemblies_option", "delete",
               f"NOT {NO_VOTE_YET.replace('NEW.', 'OLD.')}"),
        refuse("assemblies_pass_on_the_roll", "assemblies_hallpass", "insert",
               f"NOT {ON_THE_ROLL}"),
        refuse("assemblies_key_before_the_first_ballot", "assemblies_tellerkey", "insert",
               f"NOT {VOTE_IS_OPEN} OR NOT {NOBODY_VOTED_YET}"),
        refuse("assemblies_voted_while_open", "assemblies_voted", "insert update",
               f"NOT {VOTE_IS_OPEN}"),
        refuse("assemblies_voted_by_who_was_there", "assemblies_voted", "insert",
               f"NOT {WAS_THERE}"),
        refuse("assemblies_voted_is_their_own", "assemblies_voted", "update",
               "NEW.vote_id <> OLD.vote_id OR NEW.person_id <> OLD.person_id"),
        refuse("assemblies_voted_stays", "assemblies_voted", "delete",
               f"NOT {OLD_VOTE_IS_OPEN} OR OLD.how = 'phone'"),
        refuse("assemblies_voted_with_both_keys", "assemblies_voted", "insert",
               f"NOT {BOTH_TELLERS_HAVE_KEYS}"),
        refuse("assemblies_paper_while_open", "assemblies_paperentry", "insert update",
               f"NOT {VOTE_IS_OPEN}"),
        refuse("assemblies_urn_while_open", "assemblies_urnballot", "insert",
               f"NOT {VOTE_IS_OPEN}"),
    ]  # fmt: skip
