"""A form that makes a thing makes it once, however often it is sent.

The page carries an id of its own. The first sending keeps it in the same transaction as what
was made, with the address it led to; a second one waits for the first, and is led there too.
"""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from barrio.core.clock import now
from barrio.core.crypto import keyed_hash, token_text
from barrio.runtime.keyring import keyring
from barrio.runtime.models import FormReceipt

FIELD = "form_id"


class OnceForm(forms.Form):
    """A form whose page carries an id. The id is no part of what was typed."""

    form_id = forms.UUIDField(
        required=False, widget=forms.HiddenInput({"id": False}), initial=uuid.uuid4
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._sent_as = cleaned.pop(FIELD, None)
        return cleaned

    def sent_as(self) -> uuid.UUID | None:
        """The id under which a valid form was sent."""
        return self._sent_as


class _NothingMade(Exception):
    """The form is shown again: its id stays unused."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What `view` makes of a posted form is made once; a redirect is the sign that it was."""

    @wraps(view)
    def made_once(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = _key(request)
        if key is None:
            return view(request, *args, **kwargs)
        known = FormReceipt.objects.filter(pk=key).first()
        if known:
            return _lead_again(request, known)
        try:
            with transaction.atomic():
                return _keep(key, lambda: view(request, *args, **kwargs))
        except _NothingMade as shown:
            return shown.response
        except IntegrityError:
            known = FormReceipt.objects.filter(pk=key).first()
            if known is None:
                raise
            return _lead_again(request, known)

    return made_once


def _keep(key: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    receipt = FormReceipt(key=key, received_at=now())
    receipt.save(force_insert=True)
    response = make()
    if not isinstance(response, HttpResponseRedirect):
        raise _NothingMade(response)
    receipt.led_to = response.url
    receipt.save(update_fields=["led_to"])
    return response


def _key(request: HttpRequest) -> str | None:
    """Of the id, the page and the reader, so that nobody learns where another's form led."""
    if request.method != "POST":
        return None
    try:
        form_id = uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None
    subject = (str(request.user.pk or ""), request.path, form_id.hex)
    return token_text(keyed_hash(keyring.system_key("form-receipts"), *subject))


def _lead_again(request: HttpRequest, known: FormReceipt) -> HttpResponse:
    messages.info(request, _("This was sent twice. It was kept once."))
    return HttpResponseRedirect(known.led_to)
