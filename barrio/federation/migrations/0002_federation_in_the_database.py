"""Federation as the database holds it: documents stay, mandates bind, acts wait below."""

from django.db import migrations

from barrio.core.migrations_sql import append_only, refuse

DECIDED = """
    EXISTS (SELECT 1 FROM federation_upperresult r WHERE r.item_id = NEW.item_id)
"""
# What the mandate in force when the result came said of that vote.
DEVIATES = """
    EXISTS (
        SELECT 1 FROM federation_mandate m
        WHERE m.id = NEW.mandate_id AND m.strength = 'bound' AND m.choice <> NEW.choice
    )
"""
MANDATE_OF_ANOTHER_MOTION = """
    EXISTS (
        SELECT 1 FROM federation_mandate m JOIN federation_upperresult r ON r.id = NEW.result_id
        WHERE m.id = NEW.mandate_id AND m.item_id <> r.item_id
    )
"""
BEYOND_THE_SEATS = """
    NOT EXISTS (
        SELECT 1 FROM federation_link l
        WHERE l.id = NEW.link_id AND l.state = 'linked' AND l.seats >= NEW.{number}
        AND l.way = '{way}'
    )
"""
REPLIES = "SELECT count(*) FROM federation_answer a WHERE a.ratifiable_id = NEW.id"
ENOUGH = f"(2 * ({REPLIES} AND a.reply = 'ratified') > ({REPLIES}))"
REFUSED = f"(2 * ({REPLIES} AND a.reply = 'rejected') >= ({REPLIES}))"
NOBODY = f"(({REPLIES}) = 0)"
AWAITS = """
    EXISTS (
        SELECT 1 FROM federation_ratifiable r
        WHERE r.act_id = NEW.act_id AND r.standing <> 'binding'
    )
"""
NO_SEAT_ANY_MORE = """
    EXISTS (SELECT 1 FROM federation_seat s WHERE s.person_id = NEW.person_id)
    AND NOT EXISTS (
        SELECT 1 FROM federation_seat s
        WHERE s.person_id = NEW.person_id AND s.ended_on IS NULL
    )
"""


class Migration(migrations.Migration):
    dependencies = [("federation", "0001_initial")]

    operations = [
        append_only("federation_mandate"),
        append_only("federation_ratificationbelow"),
        append_only("federation_compact"),
        refuse(
            "federation_document_stays_as_signed", "federation_document", "update",
            "NEW.digest <> OLD.digest OR NEW.signature <> OLD.signature "
            "OR NEW.number <> OLD.number OR NEW.before <> OLD.before OR NEW.kind <> OLD.kind "
            "OR NEW.sealed <> OLD.sealed",
        ),
        refuse("federation_document_is_kept", "federation_document", "delete", "OLD.number > 0"),
        refuse("federation_mandate_before_it_is_decided", "federation_mandate", "insert", DECIDED),
        refuse(
            "federation_delegatevote_deviates_as_it_does", "federation_delegatevote",
            "insert update",
            f"(NEW.deviates AND NOT {DEVIATES}) OR (NOT NEW.deviates AND {DEVIATES}) "
            f"OR {MANDATE_OF_ANOTHER_MOTION}",
        ),
        refuse(
            "federation_delegatevote_stays", "federation_delegatevote", "update",
            "NEW.choice <> OLD.choice OR NEW.result_id <> OLD.result_id "
            "OR NEW.delegation_id <> OLD.delegation_id OR OLD.explained <> ''",
        ),
        refuse(
            "federation_delegation_within_the_seats", "federation_delegation", "insert",
            BEYOND_THE_SEATS.format(number="seat", way="up"),
        ),
        refuse(
            "federation_seat_within_the_seats", "federation_seat", "insert",
            BEYOND_THE_SEATS.format(number="number", way="down"),
        ),
        refuse(
            "federation_delegation_ended_stays_ended", "federation_delegation", "update",
            "OLD.ended_on IS NOT NULL",
        ),
        refuse(
            "federation_ratifiable_as_answered", "federation_ratifiable", "insert update",
            f"(NEW.standing = 'binding' AND NOT {ENOUGH} AND NOT {NOBODY}) "
            f"OR (NEW.standing = 'rejected' AND NOT {REFUSED})",
        ),
        refuse(
            "federation_ratifiable_is_settled_once", "federation_ratifiable", "update",
            "OLD.standing <> 'awaiting'",
        ),
        refuse(
            "federation_answer_is_given_once", "federation_answer", "update",
            "OLD.reply <> 'pending'",
        ),
        refuse("federation_answer_is_kept", "federation_answer", "delete", "OLD.reply <> ''"),
        refuse("assemblies_duty_of_an_act_that_binds", "assemblies_duty", "insert", AWAITS),
        refuse("assemblies_presence_holds_a_seat", "assemblies_presence", "insert",
               NO_SEAT_ANY_MORE),
    ]  # fmt: skip
