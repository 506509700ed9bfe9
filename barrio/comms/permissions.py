from typing import Any

from django.http import Http404

from barrio.accounts.enums import Role
from barrio.accounts.permissions import load_for
from barrio.comms.links import read_token
from barrio.comms.models import Delivery, Endpoint, Message, Subscriber

SENDING_ROLES = (Role.DISPATCHER, Role.CONFIRMER, Role.ORGANIZER)


def get_message_for(user: Any, message_id: Any) -> Message:
    return load_for(user, Message.objects.select_related("collective"), message_id, *SENDING_ROLES)


def get_delivery_by_link(token: str) -> Delivery:
    """The delivery whose link somebody holds: the link is the permission."""
    pk = read_token("delivery", token)
    found = Delivery.objects.filter(pk=pk).select_related("message__collective").first()
    if pk is None or found is None:
        raise Http404
    return found


def get_subscriber_by_link(token: str) -> Subscriber:
    pk = read_token("subscriber", token)
    found = Subscriber.objects.filter(pk=pk).select_related("collective").first()
    if pk is None or found is None:
        raise Http404
    return found


def get_endpoint_by_link(token: str) -> Endpoint:
    pk = read_token("endpoint", token)
    found = Endpoint.objects.filter(pk=pk).select_related("collective", "subscriber").first()
    if pk is None or found is None:
        raise Http404
    return found
