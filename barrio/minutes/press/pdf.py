"""Minutes and posters as PDF, tagged for screen readers (PDF/UA-1)."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from barrio.assemblies.enums import Method
from barrio.assemblies.models import Act, Assembly, Vote
from barrio.assemblies.rules import Majority, share_sentence
from barrio.facilitation.queries import access_of, promises
from barrio.minutes.enums import AmendmentState, Sheet, Stance
from barrio.minutes.models import Minutes, PaperRoll
from barrio.minutes.paper import lines_of
from barrio.minutes.queries import (
    acts_of_assembly,
    in_order,
    may_still_sign,
    notes_of,
    votes_of,
)
from barrio.minutes.words import six_words
from barrio.paper.press.setting import paper_of, qr, set_in
from barrio.runtime.sealed import open_all

FOLDER = Path(__file__).parent
EMPTY_LINES = 12  # of a sheet that nobody has signed yet


def press(layout: str, content: dict[str, Any], **how: Any) -> Any:
    """Sets `content` by one of our layouts, in a folder that holds nothing else."""
    how = how or {"format": "pdf", "pdf_standards": ["ua-1"]}
    return set_in(FOLDER / layout, content, **how)


def acta(minutes: Minutes, language: str, *, with_names: bool) -> bytes:
    """With names it is for those who sign; without, for everybody."""
    return press("acta.typ", acta_content(minutes, language, with_names=with_names))


def poster(assembly: Assembly) -> bytes:
    """In Spanish and English on one sheet."""
    return press("poster.typ", poster_content(assembly))


def roll(paper_roll: PaperRoll, language: str) -> bytes:
    """With names, for the table at the door."""
    assembly = paper_roll.assembly
    collective = assembly.collective
    with override(language), timezone.override(collective.time_zone):
        content = {
            "lang": language,
            "paper": paper_of(collective.country),
            "title": _("Roll: %(title)s") % {"title": assembly.title_in(language)},
            "collective": collective.name,
            "about": _(
                "Mark the box of whoever comes. Afterwards type the numbers on the page of the "
                "table at the entrance, and destroy this paper when the minutes are closed."
            ),
            "head": [_("No."), _("Here"), _("Name")],
            "rows": [
                [str(n), person.name if person else "—"]
                for n, person in enumerate(lines_of(paper_roll), start=1)
            ],
        }
    return press("roll.typ", content)


def acta_content(minutes: Minutes, language: str, *, with_names: bool) -> dict[str, Any]:
    assembly = minutes.assembly
    collective = minutes.collective
    with override(language), timezone.override(collective.time_zone):
        notes = notes_of(minutes)
        open_all(note for rows in notes.values() for note in rows)
        return {
            "lang": language,
            "paper": paper_of(collective.country),
            "title": _("Minutes: %(title)s") % {"title": assembly.title_in(language)},
            "collective": collective.name,
            "draft": minutes.closed_at is None,
            "words": _words(),
            "facts": _facts(assembly),
            "items": _items(assembly, notes if with_names else {}, language, with_names),
            "notes": _texts(notes.get(None, [])) if with_names else [],
            "acts": [
                {"number": a.number, "title": a.title_in(language), "text": a.text_in(language),
                 "hash": a.hash}
                for a in acts_of_assembly(assembly)
            ],
            "dissent": _dissent(minutes, with_names),
            "sheets": [_sheet(minutes, sheet, with_names) for sheet in Sheet],
            "amendments": _amendments(minutes, with_names),
            "head": _head(minutes),
        }  # fmt: skip


def _words() -> dict[str, str]:
    return {
        "draft": _("Draft: these minutes are not closed yet."),
        "agenda": _("What was dealt with"),
        "nothing": _("No vote."),
        "also": _("Also said"),
        "acts": _("What was adopted"),
        "act": _("Act"),
        "dissent": _("Dissent"),
        "amendments": _("Amendments by those who were there"),
        "proof": _("Proof"),
        "qr": _("Square code that leads to the page where this proof is checked"),
        "proof_about": _(
            "Whoever changes one letter of any act changes these six words. Write them down or "
            "read them to each other on the telephone; the square code leads to where they are "
            "checked."
        ),
    }


def _facts(assembly: Assembly) -> list[tuple[str, str]]:
    snapshot = assembly.snapshot
    there = assembly.presences.values("person").distinct().count()
    rows = [
        (_("Place"), assembly.place),
        (_("Convened for"), date_format(timezone.localtime(assembly.starts_at), "DATETIME_FORMAT")),
        (_("Call"), str(assembly.call)),
        (_("On the roll"), str(snapshot.census)),
        (_("Could vote"), str(snapshot.entitled)),
        (_("Had to be there"), str(assembly.quorum)),
        (_("Were there at some time"), str(there)),
    ]
    for label, at in ((_("Opened"), assembly.opened_at), (_("Ended"), assembly.closed_at)):
        if at:
            rows.append((label, date_format(timezone.localtime(at), "DATETIME_FORMAT")))
    told = ", ".join(
        f"{n.get_how_display()} ({date_format(n.given_on, 'SHORT_DATE_FORMAT')})"
        for n in assembly.notices.all()
    )
    return [*rows, (_("How people were told"), told or "—")]


def _items(
    assembly: Assembly, notes: dict[Any, Any], language: str, with_reasons: bool
) -> list[dict[str, Any]]:
    votes: dict[Any, list[Vote]] = {}
    for vote in votes_of(assembly):
        votes.setdefault(vote.item_id, []).append(vote)
    return [
        {
            "number": item.number,
            "title": item.title_in(language),
            "told": _told(item),
            "notes": _texts(notes.get(item.pk, [])),
            "votes": [_vote(vote, language, with_reasons) for vote in votes.get(item.pk, [])],
        }
        for item in assembly.items.all()
    ]


def _told(item: Any) -> str:
    if item.in_time:
        day = date_format(item.noticed_on, "SHORT_DATE_FORMAT")
        return _("Announced on %(day)s, in time.") % {"day": day}
    return _("Not announced in time.") if not item.is_admitted else _("Taken up as urgent.")


def _vote(vote: Vote, language: str, with_reasons: bool) -> dict[str, Any]:
    what = vote.motion.title_in(language) if vote.motion else _("Is it urgent?")
    if vote.rule:
        run = getattr(vote, "run", None)
        chosen = _chosen(vote, run, language) if run else ""
        counted = _("%(ballots)d ballots. Chosen: %(who)s") % {
            "ballots": run.ballots if run else 0, "who": chosen or "—",
        }  # fmt: skip
    elif vote.method == Method.CONSENSUS:
        counted = _("%(yes)s go along, %(abstain)s stood aside, %(no)s blocked") % {
            "yes": vote.yes, "no": vote.no, "abstain": vote.abstain,
        }  # fmt: skip
    else:
        counted = _("%(yes)s for, %(no)s against, %(abstain)s abstentions") % {
            "yes": vote.yes, "no": vote.no, "abstain": vote.abstain,
        }  # fmt: skip
    majority = Majority(vote.basis, vote.numerator, vote.denominator, vote.strict)
    how = ngettext(
        "%(how)s; %(n)d person who may vote was there. %(majority)s",
        "%(how)s; %(n)d people who may vote were there. %(majority)s",
        vote.present,
    ) % {
        "how": Method(vote.method).label, "n": vote.present,
        "majority": share_sentence(majority),
    }  # fmt: skip
    if vote.represented:
        more = ngettext(
            "%(n)d more was represented.", "%(n)d more were represented.", vote.represented
        )
        how = f"{how} {more % {'n': vote.represented}}"
    outcome = vote.get_outcome_display()
    return {
        "what": what, "outcome": outcome, "counted": counted, "how": how,
        "said": _reasons(vote) if with_reasons else [],
    }  # fmt: skip


def _reasons(vote: Vote) -> list[str]:
    """Why somebody blocked, stood aside or had a concern; not who, though it may name people."""
    rows = [stance for stance in open_all(vote.stances.all()) if stance.personal["why"]]
    return [f"{stance.get_stand_display()}: {stance.personal['why']}" for stance in rows]


def _chosen(vote: Vote, run: Any, language: str) -> str:
    """Those who stood in an election stood in public."""
    options = {option.number: option for option in vote.motion.options.select_related("person")}
    open_all(option.person for option in options.values() if option.person)
    names = []
    for number in run.elected:
        option = options.get(number)
        if option is not None:
            names.append(option.person.name if option.person else option.title_in(language))
    return ", ".join(names)


def _texts(notes: Any) -> list[str]:
    return [note.personal["text"] for note in notes if not note.is_erased]


def _dissent(minutes: Minutes, with_names: bool) -> list[str]:
    rows = open_all(minutes.signatures.filter(stance=Stance.DISSENTS).select_related("person"))
    if not with_names:
        n = len(rows)
        text = ngettext("%(n)d person dissents.", "%(n)d people dissent.", n) % {"n": n}
        return [text] if n else []
    open_all(row.person for row in rows)
    return [
        f"{row.person.name}: {row.personal['reason']}".rstrip(": ")
        for row in in_order(minutes.collective_id, rows)
    ]


def _sheet(minutes: Minutes, sheet: str, with_names: bool) -> dict[str, Any]:
    signed = list(minutes.signatures.filter(sheet=sheet).select_related("person"))
    n = len(signed)
    title = _("Signed on coming in") if sheet == Sheet.OPENING else _("Signed at the end")
    about = ngettext("%(n)d signature.", "%(n)d signatures.", n) % {"n": n}
    rows: list[list[str]] = []
    if with_names:
        waiting = may_still_sign(minutes, sheet)
        open_all(row.person for row in (*signed, *waiting))
        for row in in_order(minutes.collective_id, signed):
            at = date_format(timezone.localtime(row.at), "TIME_FORMAT")
            rows.append([str(len(rows) + 1), row.person.name, _("signed at %(at)s") % {"at": at}])
        rows += [[str(len(rows) + i), p.person.name, " "] for i, p in enumerate(waiting, start=1)]
        if not rows:
            rows = [[str(i + 1), " ", " "] for i in range(EMPTY_LINES)]
    return {
        "title": title,
        "about": about,
        "head": [_("No."), _("Name"), _("Signature")],
        "rows": rows,
    }


def _amendments(minutes: Minutes, with_names: bool) -> list[str]:
    rows = open_all(minutes.amendments.filter(state=AmendmentState.ACCEPTED).select_related("act"))
    if not with_names:
        n = len(rows)
        text = ngettext("%(n)d amendment.", "%(n)d amendments.", n) % {"n": n}
        return [text] if n else []
    return [
        _("%(text)s (accepted by act %(n)d)") % {"text": row.personal["text"], "n": row.act.number}
        for row in rows
    ]


def _head(minutes: Minutes) -> dict[str, str]:
    head = minutes.head or _last(minutes)
    if not head:
        return {"hash": "", "words": "", "qr": ""}
    address = settings.BASE_URL + reverse("minutes:check", args=[minutes.collective.slug, head])
    return {"hash": head, "words": six_words(head), "qr": qr(address)}


def _last(minutes: Minutes) -> str:
    last = Act.objects.filter(collective=minutes.collective_id).order_by("-number").first()
    return last.hash if last else ""


def poster_content(assembly: Assembly) -> dict[str, Any]:
    collective = assembly.collective
    address = settings.BASE_URL + reverse("assemblies:assembly-read", args=[assembly.pk])
    sides, about = [], []
    for language in ("es", "en"):
        with override(language), timezone.override(collective.time_zone):
            sides.append(_side(assembly, language, first=language == "es"))
            about.append(_("With an account: the texts to be decided on."))
    with override("es"):
        says = _("Square code that leads to the assembly's page")
    return {
        "lang": "es",
        "paper": paper_of(collective.country),
        "title": assembly.title_in("es"),
        "collective": collective.name,
        "place": assembly.place,
        "sides": sides,
        "qr": qr(address),
        "qr_says": says,
        "about": about,
    }


def _side(assembly: Assembly, language: str, *, first: bool) -> dict[str, Any]:
    rules = assembly.rule_set.rules
    when = date_format(timezone.localtime(assembly.starts_at), "DATETIME_FORMAT")
    return {
        "lang": language,
        "first": first,
        "title": assembly.title_in(language),
        "when": when,
        "decided": _("What is decided"),
        "items": [(item.number, _line(item, language)) for item in assembly.items.all()],
        "who": _("Everybody may come. Who is on the roll may vote from the age of %(age)d.")
        % {"age": rules.voting_age},
        "promises": promises(access_of(assembly), language),
    }


def _line(item: Any, language: str) -> str:
    """With how secret its votes are, where they are."""
    title = item.title_in(language)
    return title if item.secrecy == "open" else f"{title} ({item.get_secrecy_display()})"
