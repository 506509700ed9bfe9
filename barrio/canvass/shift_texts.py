"""Every sentence of the shift page, in each language: the page switches without a signal."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_noop as _

TEXTS = {
    "title": _("My shift"),
    "language": _("Español"),
    "noSignalStart": _("No signal, and no turf on this phone yet. Find a signal once to start."),
    "noTurf": _("No turf is yours now. An organizer gives it to you at the start of a shift."),
    "myTurfs": _("My turfs"),
    "until": _("Yours until"),
    "take": _("Take it along on this phone"),
    "pinNew": _("Choose a PIN of six digits or more for this shift"),
    "pinWhy": _("With it the doors on this phone stay locked when somebody else holds it."),
    "pin": _("PIN of this shift"),
    "pinShort": _("Take six digits or more."),
    "pinSame": _("Not all the same digit."),
    "pinWrong": _("That is not the PIN. Tries left:"),
    "pinGone": _(
        "Five wrong PINs: the doors were removed from this phone. What you wrote is kept."
    ),
    "unlock": _("Unlock"),
    "lock": _("Lock"),
    "needSignal": _(
        "This phone was restarted. It needs a signal for a moment to open the doors again."
        " What you wrote is kept."
    ),
    "signIn": _("Sign in again: what you wrote is kept."),
    "signInButton": _("Sign in"),
    "over": _("This shift is over. The doors were removed from this phone."),
    "unsent": _("unsent:"),
    "oldest": _("oldest"),
    "allSent": _("all sent"),
    "saved": _("written down:"),
    "justNow": _("just now"),
    "minutes": _("min"),
    "hours": _("h"),
    "full": _(
        "This phone is full. The visit at this door is NOT kept. Delete photos or apps, then tap"
        " again."
    ),
    "notKept": _("This browser keeps nothing (a private window?). Use a normal window."),
    "mayForget": _("This phone may clear its store. Add this page to the home screen."),
    "newVersion": _("A newer version is here. It comes when this page is next opened."),
    "toMend": _("A contact could not be right. It is kept; tell your organizer."),
    "refused": _("The server did not take something in. It stays in the file of unsent visits:"),
    "next": _("Next door"),
    "allDone": _("Every door has been knocked. Thank you."),
    "say": _("What to say first"),
    "list": _("List"),
    "map": _("Map"),
    "nobodyHere": _("Nobody answered at the doors left here:"),
    "tell": _("They told us something, or want alerts"),
    "words": _("What is wrong, in their own words"),
    "topic": _("It is about"),
    "shared": _("Who else has it?"),
    "signsUp": _("They sign up"),
    "questions": _("Questions"),
    "promised": _("I promised something"),
    "promiseWords": _("What did we promise?"),
    "promiseBy": _("By which day"),
    "promiseMissing": _("There is a day, but not what we promised."),
    "aboutDoor": _("About this door"),
    "otherLanguage": _("Somebody should come who speaks"),
    "notNeeded": _("not needed"),
    "addDoor": _("There is a door here that is not on the list"),
    "addNumber": _("Number"),
    "addUnit": _("Flat or unit, if it has one"),
    "addIt": _("Add it"),
    "addMissing": _("Write the number of the house."),
    "addSame": _("That door is on the list."),
    "who": _("Who knocks?"),
    "me": _("I do"),
    "another": _("Somebody else at this door"),
    "refuseForGood": _("They asked us not to knock again"),
    "name": _("First name, if they like"),
    "phone": _("Mobile number"),
    "email": _("or e-mail"),
    "theirLanguage": _("Their language"),
    "asked": _("I asked:"),
    "saidYes": _("They said yes."),
    "organiseMissing": _("For that, ask too whether we may visit, call or write."),
    "consentMissing": _("Without a yes we keep no contact. Ask, and tick the box."),
    "contactWrong": _("That number or e-mail cannot be right. Check it with the neighbour."),
    "contactMissing": _("They said yes, but there is no number and no e-mail."),
    "keep": _("Keep it: we spoke"),
    "undo": _("Undo"),
    "undone": _("Taken back:"),
    "correct": _("This puts right what I wrote here before"),
    "back": _("Back to the list"),
    "finish": _("End my shift on this phone"),
    "finishAsk": _("The doors leave this phone. What is unsent stays until it is sent."),
    "export": _("Save the unsent visits as a file"),
    "exportWhy": _("Bring the file to your organizer, or send it in yourself from any computer."),
    "sendFile": _("Send in such a file"),
    "of": _("of"),
    "doors": _("doors"),
    "speaks": _("speaks"),
    "trouble": _("If something goes wrong, call"),
    "home": _("Home"),
    "more": _("More"),
}


def texts_by_language() -> dict[str, dict[str, str]]:
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = {key: translation.gettext(text) for key, text in TEXTS.items()}
    return found
