from django_tasks import task

from barrio.core.clock import now
from barrio.federation.delivery import deliver
from barrio.federation.models import Sister


@task(queue_name="default")
def deliver_to(sister_id: str) -> int:
    """What waits for that body; how many documents arrived."""
    sister = Sister.objects.filter(pk=sister_id).first()
    return deliver(sister, now()) if sister else 0


def deliver_later(sister: Sister) -> None:
    deliver_to.enqueue(str(sister.pk))
