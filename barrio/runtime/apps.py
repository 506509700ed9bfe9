from datetime import datetime, timedelta

from django.apps import AppConfig

FORM_RECEIPT_DAYS = 7
JOB_DAYS = 30


class RuntimeConfig(AppConfig):
    name = "barrio.runtime"
    label = "runtime"

    def ready(self) -> None:
        from barrio.runtime.buckets import forget_full
        from barrio.runtime.upkeep import register_chore

        register_chore("allowances", lambda at: forget_full(at=at))
        register_chore("form receipts", forget_form_receipts)
        register_chore("jobs", forget_jobs)
        register_chore("hand-overs", forget_hand_overs)


def forget_form_receipts(at: datetime) -> int:
    from barrio.runtime.models import FormReceipt

    old = FormReceipt.objects.filter(received_at__lt=at - timedelta(days=FORM_RECEIPT_DAYS))
    return old.delete()[0]


def forget_jobs(at: datetime) -> int:
    """Finished background jobs, and what they reported."""
    from django_tasks_db.models import DBTaskResult

    from barrio.runtime.models import JobProgress

    since = at - timedelta(days=JOB_DAYS)
    tasks = DBTaskResult.objects.filter(
        finished_at__lt=since, status__in=["SUCCESSFUL", "FAILED"]
    ).delete()[0]
    return tasks + JobProgress.objects.filter(updated_at__lt=since).delete()[0]


def forget_hand_overs(at: datetime) -> int:
    """Those of jobs that are over, or that no longer exist."""
    from django_tasks_db.models import DBTaskResult

    from barrio.runtime.models import JobHandOver

    waiting = DBTaskResult.objects.filter(status__in=["READY", "RUNNING"]).values("pk")
    return JobHandOver.objects.exclude(task_id__in=waiting).delete()[0]
