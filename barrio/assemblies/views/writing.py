"""The convocation written to people: what they get, how many, and the second person's yes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from barrio.assemblies.actions import writing
from barrio.assemblies.actions.reaching import on_the_roll, unreached
from barrio.assemblies.models import Assembly
from barrio.assemblies.permissions import get_assembly_to_keep, get_notice_message_to_keep
from barrio.assemblies.views.common import done, now_by, show
from barrio.comms.queries import progress_of
from barrio.core.text import fold
from barrio.runtime.sealed import open_all

MOST_NAMES = 200


@require_POST
def notice_write(request: HttpRequest, assembly_id: str) -> HttpResponse:
    assembly = get_assembly_to_keep(request.user, assembly_id)
    made: list = []
    answer = done(
        request,
        lambda: made.append(writing.write_notice(assembly=assembly, **now_by(request))),
        "assemblies:assembly-read",
        assembly_id=assembly.pk,
    )
    return redirect("assemblies:notice-read", written_id=made[0].pk) if made else answer


@require_safe
def notice_read(request: HttpRequest, written_id: str) -> HttpResponse:
    written = get_notice_message_to_keep(request.user, written_id)
    waits = not written.notice_id and not written.dropped_at
    context = {
        **(_coverage(written.assembly) if waits else {}),
        "written": written,
        "assembly": written.assembly,
        "title": written.assembly.title_in(request.LANGUAGE_CODE),
        "texts": written.message.texts.order_by("-language"),
        "told": writing.who_is_told(written.assembly) if waits else None,
        "progress": progress_of(written.message) if written.notice_id else None,
        "waits": waits,
        "mine": written.written_by_id == request.user.pk,
    }
    return show(request, written.assembly.collective, "notice_read", context)


def _coverage(assembly: Assembly) -> dict[str, Any]:
    """How many of the roll it reaches, and whom somebody has to tell in another way."""
    missed = unreached(assembly)
    names = sorted((one.name for one in open_all(missed[:MOST_NAMES])), key=fold)
    everybody, count = on_the_roll(assembly).count(), missed.count()
    return {
        "on_the_roll": everybody,
        "reached": everybody - count,
        "missed": names,
        "more_missed": count - len(names),
    }


@require_POST
def notice_send(request: HttpRequest, written_id: str) -> HttpResponse:
    written = get_notice_message_to_keep(request.user, written_id)
    return done(
        request, lambda: writing.send_notice(written=written, **now_by(request)),
        "assemblies:notice-read", _("It leaves now, and is written down as a notice of today."),
        written_id=written.pk,
    )  # fmt: skip


@require_POST
def notice_drop(request: HttpRequest, written_id: str) -> HttpResponse:
    written = get_notice_message_to_keep(request.user, written_id)
    return done(
        request, lambda: writing.drop_notice(written=written, **now_by(request)),
        "assemblies:assembly-read", assembly_id=written.assembly_id,
    )  # fmt: skip
