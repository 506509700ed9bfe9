"""Shapes of database constraints that recur."""

from typing import Any

from django.db.models import CheckConstraint, Q


def both_or_neither(*fields: str, name: str, message: Any = None) -> CheckConstraint:
    """All of `fields` are set, or none is: a mark always carries its when and its who."""
    unset = Q(**{f"{field}__isnull": True for field in fields})
    given = Q(**{f"{field}__isnull": False for field in fields})
    return CheckConstraint(condition=unset | given, name=name, violation_error_message=message)
