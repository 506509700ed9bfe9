"""What commands of every app ask for: a collective by its slug, a member by their login."""

from typing import Any

from barrio.core.commands import BadInput, Command


def collective_called(slug: str) -> Any:
    from barrio.accounts.models import Collective

    found = Collective.objects.filter(slug=slug).first()
    if found is None:
        slugs = list(Collective.objects.order_by("slug").values_list("slug", flat=True)[:10])
        raise BadInput(f"no collective '{slug}'. There is: {', '.join(slugs) or 'none yet'}")
    return found


def member_called(handle: str, collective: Any, *roles: str) -> Any:
    """The user who signs in as `handle`, if they hold one of `roles` in `collective` now."""
    from barrio.accounts.models import User
    from barrio.accounts.permissions import has_role

    user = User.objects.filter(handle=handle, is_active=True).first()
    if user is None or not has_role(user, collective.pk, *roles):
        needed = " or ".join(sorted(str(role) for role in roles))
        raise BadInput(
            f"'{handle}' does not hold the role this needs in '{collective.slug}': {needed}"
        )
    return user


COMMANDS: list[type[Command]] = []
