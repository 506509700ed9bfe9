"""A rendered model is told of its constraints as if it had been rendered anew."""

from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from barrio.core.migrations_speed import tell_rendered_models


def state_of_a_door(*constraints):
    state = ProjectState()
    fields = [("id", models.AutoField(primary_key=True)), ("number", models.IntegerField())]
    options = {"constraints": list(constraints), "indexes": []}
    state.add_model(ModelState("doors", "Door", fields, options))
    return state


ONCE = models.UniqueConstraint(fields=["number"], name="doors_door_number_once")
POSITIVE = models.CheckConstraint(condition=models.Q(number__gte=1), name="doors_door_from_one")


def meta_of(state):
    return state.apps.get_model("doors", "Door")._meta


def test_a_constraint_that_is_added_is_known():
    tell_rendered_models()
    state = state_of_a_door(POSITIVE)
    assert meta_of(state).total_unique_constraints == []
    state.add_constraint("doors", "door", ONCE)
    assert meta_of(state).constraints == meta_of(state_of_a_door(POSITIVE, ONCE)).constraints
    assert meta_of(state).total_unique_constraints == [ONCE]
    assert [c.name for c in state.models["doors", "door"].options["constraints"]] == [
        POSITIVE.name, ONCE.name,
    ]  # fmt: skip


def test_a_constraint_that_is_removed_is_gone():
    tell_rendered_models()
    state = state_of_a_door(POSITIVE, ONCE)
    assert meta_of(state).total_unique_constraints == [ONCE]
    state.remove_constraint("doors", "door", ONCE.name)
    assert meta_of(state).constraints == [POSITIVE]
    assert meta_of(state).total_unique_constraints == []


def test_the_model_is_not_rendered_again_and_before_rendering_nothing_is():
    tell_rendered_models()
    state = state_of_a_door()
    state.add_constraint("doors", "door", POSITIVE)
    assert "apps" not in state.__dict__
    before = state.apps.get_model("doors", "Door")
    index = models.Index(fields=["number"], name="doors_door_by_number")
    state.add_index("doors", "door", index)
    assert state.apps.get_model("doors", "Door") is before
    assert before._meta.indexes == [index]


def test_a_later_state_leaves_the_earlier_options_alone():
    tell_rendered_models()
    state = state_of_a_door()
    later = state.clone()
    later.add_constraint("doors", "door", ONCE)
    assert state.models["doors", "door"].options["constraints"] == []
