from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Preset(TextChoices):
    """Where a set of rules comes from. Each is a beginning that a person must check."""

    COMMUNAL_COUNCIL = "communal_council", _("Communal council (Venezuela, 2009 and 2023)")
    GENERAL_ASSEMBLY = "general_assembly", _("General assembly with modified consensus")
    TENANTS_UNION = "tenants_union", _("Tenants' union")
    UNION_BRANCH = "union_branch", _("Union branch (Robert's Rules in short)")
    WORKPLACE_DELEGATES = "workplace_delegates", _("Council of workplace delegates")


class RulesState(TextChoices):
    DRAFT = "draft", pgettext_lazy("rules", "draft")
    IN_FORCE = "in_force", pgettext_lazy("rules", "in force")
    REPLACED = "replaced", pgettext_lazy("rules", "replaced")


class Basis(TextChoices):
    """Of what a majority is a part."""

    CAST = "cast", _("of the votes for and against")
    PRESENT = "present", _("of those present")
    ENTITLED = "entitled", _("of those who may vote in it")
    CENSUS = "census", _("of everybody on the roll")


class Matter(TextChoices):
    """What is decided: each has its own majority in the rules."""

    ORDINARY = "ordinary", pgettext_lazy("matter", "ordinary decision")
    MONEY = "money", pgettext_lazy("matter", "money")
    URGENCY = "urgency", pgettext_lazy("matter", "taking up what was not announced in time")
    RULES = "rules", pgettext_lazy("matter", "adopting rules")
    RECALL = "recall", pgettext_lazy("matter", "recalling a spokesperson")


class Belonging(TextChoices):
    """Why somebody is on the roll."""

    LIVES = "lives", _("lives here")
    WORKS = "works", _("works here")
    MEMBER = "member", _("is a member")


class AssemblyState(TextChoices):
    CONVENED = "convened", pgettext_lazy("assembly", "convened")
    OPEN = "open", pgettext_lazy("assembly", "in session")
    CLOSED = "closed", pgettext_lazy("assembly", "closed")
    NO_QUORUM = "no_quorum", pgettext_lazy("assembly", "without quorum")
    CANCELLED = "cancelled", pgettext_lazy("assembly", "cancelled")


class Arrival(TextChoices):
    """How it is known that somebody came."""

    NAME = "name", _("found by name")
    CODE = "code", _("by their code")
    PAPER = "paper", _("from the paper list")


class NoticeBy(TextChoices):
    POSTER = "poster", _("poster")
    DOOR = "door", _("at the doors")
    MESSAGE = "message", _("text message or e-mail")
    CALL = "call", _("telephone")
    LOUDSPEAKER = "loudspeaker", _("loudspeaker")
    MEETING = "meeting", _("announced in a meeting")


class MotionState(TextChoices):
    OPEN = "open", pgettext_lazy("motion", "open")
    ADOPTED = "adopted", pgettext_lazy("motion", "adopted")
    REJECTED = "rejected", pgettext_lazy("motion", "rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("motion", "withdrawn")


class Method(TextChoices):
    """How votes are cast."""

    HANDS = "hands", _("show of hands, counted by two")
    NOMINAL = "nominal", _("by name, each said aloud")
    URN = "urn", _("secret, on paper, counted by two")
    PHONE = "phone", _("secret, on phones and on paper in one count")
    CONSENSUS = "consensus", _("consensus: adopted unless somebody blocks it")
    BELENIOS = "belenios", _("secret and verifiable by anybody, with Belenios")


class Secrecy(TextChoices):
    """How secret a vote is and what proves it; people are told before they come."""

    OPEN = "open", pgettext_lazy("secrecy", "open")
    TRACKED = "tracked", pgettext_lazy("secrecy", "secret, with a tracker")
    URN = "urn", pgettext_lazy("secrecy", "secret, paper urn")
    VERIFIABLE = "verifiable", pgettext_lazy("secrecy", "secret, and anybody can verify it")


class Counting(TextChoices):
    """The rule by which a choice among several is counted."""

    APPROVAL = "approval", _("Approval: mark everybody you can support")
    SCOTTISH_STV = (
        "scottish-stv",
        _("Ranking for several seats (Scottish single transferable vote)"),
    )
    MEEK_STV = "meek-stv", _("Ranking for several seats (Meek)")
    IRV = "irv", _("Ranking for one seat (instant run-off)")
    SCHULZE = "schulze", _("Ranking, everybody against everybody (Schulze)")
    SCORE = "score", _("Points from 0 to 5")
    MAJORITY_JUDGMENT = "majority-judgment", _("Grades in words (majority judgment)")
    EQUAL_SHARES = "equal-shares", _("Budget in equal shares")
    GREEDY = "greedy", _("Budget, most approved first")


RANKED = (Counting.SCOTTISH_STV, Counting.MEEK_STV, Counting.IRV, Counting.SCHULZE)
GRADED = (Counting.SCORE, Counting.MAJORITY_JUDGMENT)
BUDGETS = (Counting.EQUAL_SHARES, Counting.GREEDY)
ONE_SEAT = (Counting.IRV,)


class Stand(TextChoices):
    """What somebody says while the hall looks for consensus; who says nothing agrees."""

    CONCERN = "concern", pgettext_lazy("stand", "has a concern, and goes along")
    ASIDE = "aside", pgettext_lazy("stand", "stands aside")
    BLOCK = "block", pgettext_lazy("stand", "blocks it")


class CastBy(TextChoices):
    PHONE = "phone", pgettext_lazy("vote", "on a phone")
    PAPER = "paper", pgettext_lazy("vote", "on paper")


class Choice(TextChoices):
    YES = "yes", pgettext_lazy("vote", "for")
    NO = "no", pgettext_lazy("vote", "against")
    ABSTAIN = "abstain", pgettext_lazy("vote", "abstains")


class Outcome(TextChoices):
    CARRIED = "carried", pgettext_lazy("vote", "carried")
    LOST = "lost", pgettext_lazy("vote", "not carried")
    VOID = "void", pgettext_lazy("vote", "void")
    BLOCKED = "blocked", pgettext_lazy("vote", "no consensus")


class CommissionKind(TextChoices):
    WORK = "work", _("working commission")
    FINANCE = "finance", _("finance")
    CONTROLLERSHIP = "controllership", _("social controllership")
    ELECTORAL = "electoral", _("electoral")
    EMPLOYMENT = "employment", _("employment")
