from django.db import models

from barrio.core.ids import uuid7


class Entry(models.Model):
    """Who did what, when, to what. Ids and codes only; never a name, number or text."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    collective_id = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["collective_id", "-at"], name="audit_entry_newest"),
            models.Index(fields=["subject_kind", "subject_id"], name="audit_entry_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"


class Opening(models.Model):
    """Somebody opened a person's record. Kept 180 days."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    collective_id = models.UUIDField()
    at = models.DateTimeField()
    user_id = models.UUIDField()
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    part = models.CharField(max_length=40)

    class Meta:
        indexes = [
            models.Index(fields=["collective_id", "-at"], name="audit_opening_newest"),
            models.Index(fields=["subject_id", "-at"], name="audit_opening_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} opened {self.subject_kind} {self.subject_id}"
