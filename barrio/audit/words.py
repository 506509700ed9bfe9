"""What was done, in words for people who read the audit: each verb says it in a phrase."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "alert.all_clear": _("gave an all-clear"),
    "alert.compose": _("composed an alert"),
    "alert.drop": _("dropped an alert"),
    "alert.release": _("released an alert"),
    "attempt.mend": _("put a contact from a door right"),
    "attempt.record": _("knocked on a door"),
    "attempt.undo": _("took back a knock"),
    "bank.close": _("closed a round of calls or texts"),
    "bank.fill": _("put people on a list to be called"),
    "bank.open": _("opened a round of calls or texts"),
    "bank.reopen": _("opened a round of calls or texts again"),
    "call.record": _("called or wrote to somebody"),
    "call.undo": _("took back a call"),
    "canvass.open": _("opened a canvass"),
    "collective.describe": _("changed what the collective says of itself"),
    "collective.found": _("set up the collective"),
    "consent.record": _("wrote down a consent"),
    "contact.add": _("added a phone or e-mail"),
    "contact.mark": _("wrote down whether a number works"),
    "contact.remove": _("removed a phone or e-mail"),
    "device.end": _("ended a session"),
    "door.add": _("added a door"),
    "door.caution": _("changed what to know before coming to a door"),
    "door.do_not_knock": _("changed whether to knock on a door"),
    "endpoint.confirm": _("confirmed an address for messages"),
    "event.cancel": _("cancelled an event"),
    "event.change": _("changed an event"),
    "event.plan": _("planned an event"),
    "grant.give": _("gave somebody a role"),
    "grant.revoke": _("ended a role"),
    "grievance.hear": _("wrote down what somebody told us"),
    "import.begin": _("uploaded a contact list"),
    "import.commit": _("brought in a contact list"),
    "import.forget": _("threw away a list that nobody had brought in"),
    "import.map": _("said what the columns of a list are"),
    "import.undo": _("took back a contact list"),
    "invitation.accept": _("accepted an invitation"),
    "invitation.make": _("made an invitation"),
    "invitation.revoke": _("withdrew an invitation"),
    "launch.arrive": _("wrote down who came to knock"),
    "launch.close": _("ended a day of knocking"),
    "launch.leave": _("wrote down who left"),
    "launch.open": _("opened a day of knocking"),
    "launch.pair": _("put people into pairs"),
    "line.claim": _("took the next person to call"),
    "line.give_back": _("gave a person to call back"),
    "message.compose": _("composed a message"),
    "message.release": _("released a message"),
    "message.withdraw": _("stopped what had not been sent of a message"),
    "person.add": _("added a person"),
    "person.change": _("changed a person's record"),
    "person.do_not_contact": _("changed whether to contact a person"),
    "person.erase": _("erased a person"),
    "person.move_in": _("wrote down where a person lives"),
    "person.move_out": _("wrote down that a person moved out"),
    "places.import": _("brought in streets and doors"),
    "promise.keep": _("kept a promise made at a door"),
    "reply.answer": _("saw to a text that somebody wrote"),
    "report.confirmed": _("confirmed a report"),
    "report.dismissed": _("dismissed a report"),
    "report.take": _("made a report"),
    "sheet.key": _("keyed in rows of a paper sheet"),
    "sheet.print": _("printed a paper sheet"),
    "site.add": _("added a place"),
    "subscription.add": _("signed up for messages"),
    "subscription.choose": _("changed which messages to get"),
    "subscription.stop": _("ended messages"),
    "tally.sign": _("signed a tally"),
    "text.inbound": _("answered by text message"),
    "turf.assign": _("gave somebody a turf"),
    "turf.cut": _("cut a turf"),
    "turf.give_back": _("took a turf back"),
    "turf.join": _("joined two turfs"),
    "turf.move_doors": _("moved doors to another turf"),
    "turf.split": _("split a turf"),
    "user.make": _("made a login"),
}
SUBJECTS = {
    "import": _("a contact list"),
    "person": _("a person's record"),
    "report": _("a report"),
    "turf": _("a turf"),
}
ACTORS = {
    "link": _("Somebody without a login"),
    "provider": _("A provider"),
    "system": _("Barrio itself"),
}


def phrase_of(verb: str) -> str:
    """The phrase; the verb itself where somebody has named none."""
    return str(VERBS.get(verb, verb))


def subject_of(kind: str) -> str:
    return str(SUBJECTS.get(kind, kind))


def actor_of(kind: str) -> str:
    return str(ACTORS.get(kind, kind))
