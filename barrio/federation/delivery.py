"""Documents on their way: to a body on this server at once, to another server over HTTPS."""

import logging
from datetime import datetime
from urllib.parse import urlsplit

import httpx

from barrio.federation.actions.documents import hand_over_here, parcel
from barrio.federation.models import Document, Sister

logger = logging.getLogger(__name__)
PATIENCE = 10  # seconds for one document


def deliver_waiting(at: datetime) -> int:
    """All that is waiting for any body; how many arrived."""
    waiting = Sister.objects.filter(
        documents__is_ours=True, documents__handed_at__isnull=True, compared_at__isnull=False
    )
    return sum(deliver(sister, at) for sister in waiting.distinct())


def deliver(sister: Sister, at: datetime) -> int:
    """What waits for that body, in order, until one does not arrive; how many did."""
    if sister.compared_at is None:
        return 0
    waiting = sister.documents.filter(is_ours=True, handed_at__isnull=True)
    before = waiting.count()
    hand_over_here(sister, at)
    if sister.url:
        for document in waiting.all():
            if not _post(sister, document):
                break
            Document.objects.filter(pk=document.pk).update(handed_at=at)
    return before - waiting.count()


def is_private(url: str) -> bool:
    """Whether nobody on the way can read along: names of delegates go there."""
    parts = urlsplit(url)
    own = parts.hostname in ("127.0.0.1", "::1", "localhost")
    return parts.scheme == "https" or (
        parts.scheme == "http" and (own or (parts.hostname or "").endswith(".onion"))
    )


def _post(sister: Sister, document: Document) -> bool:
    """Only to the address that the card of the body gave, and never further than that."""
    if not is_private(sister.url):
        return False
    address = f"{sister.url.rstrip('/')}/decide/federation/inbox/{sister.body}/"
    try:
        with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
            answer = client.post(address, json=parcel(document))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        logger.info("document %s waits: %s", document.pk, type(error).__name__)
        return False
    if answer.status_code != 200:
        logger.info("document %s waits: the server said %s", document.pk, answer.status_code)
    return answer.status_code == 200
