"""For views of a whole collective: the reader's collective and a role in it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from barrio.accounts.enums import Role
from barrio.accounts.permissions import check_role


def for_roles(*roles: str) -> Callable:
    """The view is for those who hold one of `roles` in ``request.collective``.

    Without roles named, any membership will do. The roles stay readable on the view
    as ``allowed_roles``, from which the reference of permissions is made.
    """
    allowed = roles or tuple(Role.values)

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.collective is None:
                raise Http404
            check_role(request.user, request.collective.pk, *allowed)
            return view(request, *args, **kwargs)

        guarded.allowed_roles = allowed
        return guarded

    return decorate
