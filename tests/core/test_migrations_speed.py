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


def knock_at(state, name="Knock"):
    """A model that points at the door."""
    door = models.ForeignKey("doors.Door", models.CASCADE, related_name=f"{name.lower()}s")
    fields = [("id", models.AutoField(primary_key=True)), ("door", door)]
    state.add_model(ModelState("doors", name, fields, {"constraints": [], "indexes": []}))


def relations_of(state):
    """What a model knows of those that point at it, and what they know of it."""
    return {
        model.__name__: sorted((f.name, f.related_model.__name__) for f in model._meta.get_fields()
                               if f.is_relation)
        for model in state.apps.get_models()
    }  # fmt: skip


def test_a_new_model_is_rendered_alone_and_known_to_those_it_points_to():
    tell_rendered_models()
    state, from_the_start = state_of_a_door(), state_of_a_door()
    door = state.apps.get_model("doors", "Door")
    for one in (state, from_the_start):
        knock_at(one)
        knock_at(one, "Bell")
    assert state.apps.get_model("doors", "Door") is door
    assert relations_of(state) == relations_of(from_the_start)
    assert state.apps.get_model("doors", "Knock")._meta.get_field("door").related_model is door
    assert state.is_delayed  # whoever runs Python gets models rendered from the start
    later = state.clone()
    later.clear_delayed_apps_cache()
    assert relations_of(later) == relations_of(state)


def test_a_new_foreign_key_is_known_on_both_sides():
    tell_rendered_models()
    state, from_the_start = state_of_a_door(), state_of_a_door()
    assert state.apps
    for one in (state, from_the_start):
        knock_at(one)
        field = models.ForeignKey("doors.Knock", models.CASCADE, null=True, related_name="+")
        one.add_field("doors", "door", "last", field, preserve_default=True)
    assert relations_of(state) == relations_of(from_the_start)


def test_a_model_of_the_same_name_takes_the_place_of_the_one_before():
    tell_rendered_models()
    state = state_of_a_door()
    knock_at(state)
    before = state.apps.get_model("doors", "Knock")
    knock_at(state)
    assert state.apps.get_model("doors", "Knock") is not before
    assert relations_of(state)["Door"] == [("knocks", "Knock")]
