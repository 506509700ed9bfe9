"""What the state machines of assemblies share: an example is a savepoint that is rolled back."""

import os
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

DEEP = os.environ.get("BARRIO_TEST_DEPTH") == "deep"
# What is rolled back stays in PostgreSQL's tables until the test's own transaction ends, and
# slows down all that follows: many examples are several tests.
PARTS = 10 if DEEP else 1
EXAMPLES = settings(
    max_examples=int(os.environ.get("BARRIO_TEST_EXAMPLES", 5000 if DEEP else 50)) // PARTS,
    stateful_step_count=14,
    deadline=None,
    derandomize=not DEEP,
    suppress_health_check=list(HealthCheck),
)


class InTheDatabase(RuleBasedStateMachine):
    """Begins each example where the fixtures ended; what it did is undone."""

    world = None  # what the fixtures made

    def __init__(self):
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.minutes = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def later(self):
        self.minutes += 1
        return self.world["at"] + timedelta(minutes=self.minutes)

    def refuses(self, refusal, work):
        """It does not happen, and nothing of it stays."""
        try:
            with transaction.atomic():
                work()
        except refusal:
            return
        raise AssertionError(f"{refusal} was to be raised")


def in_parts(test: Callable) -> Callable:
    """Each part tries its share of the examples, from a beginning of its own."""
    return pytest.mark.parametrize("part", range(PARTS))(test)


def run_machine(machine, **world):
    class Here(machine):
        pass

    Here.world = world
    Here.__name__ = machine.__name__
    run_state_machine_as_test(Here, settings=EXAMPLES)
