from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from barrio.accounts.models import Collective, Grant, User


def members_ever(collective: Collective) -> QuerySet[User]:
    """Those who have, or once had, a role there: whom one can give another."""
    ids = Grant.objects.filter(collective=collective).values("user_id")
    return User.objects.filter(pk__in=ids, is_active=True).order_by("handle")


def standing_grants(collective: Collective) -> QuerySet[Grant]:
    """Roles in force and those to come, person by person."""
    grants = Grant.objects.standing().filter(collective=collective)
    return grants.select_related("user", "granted_by").order_by("user__handle", "since", "role")


def ended_grants(collective: Collective, limit: int) -> QuerySet[Grant]:
    """The latest to end come first."""
    grants = Grant.objects.ended().filter(collective=collective)
    rows = grants.select_related("user", "granted_by", "revoked_by")
    return rows.order_by(Coalesce("revoked_at", "until").desc(), "pk")[:limit]
