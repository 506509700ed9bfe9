"""Makes Django's migrations quick where there are many models and constraints.

For each constraint or index Django renders the model and all that are related to it anew: with our
hundreds of constraints that is half the time of a first start. A constraint changes nothing that
another model sees, so that the rendered model can simply be told of it.

Most of the other half is the same for each new model and each new foreign key: all that are
related to it, which is nearly all, since everything belongs to a collective. A new model is
rendered alone: it finds those that it points to and tells them so. A new foreign key renders what
any other new field does. Migrations that run Python get models that were rendered from the start,
as Django does after every delayed rendering.
"""

from typing import Any

from django.db.migrations.state import ModelState, ProjectState

TOLD = ("constraints", "indexes")
add_model, add_field = ProjectState.add_model, ProjectState.add_field


def tell_rendered_models() -> None:
    """From here on, in this process. What a migration does is the same."""
    ProjectState.add_model = _add_model  # type: ignore[assignment, method-assign]
    ProjectState.add_field = _add_field  # type: ignore[assignment, method-assign]
    ProjectState._append_option = _append_option  # type: ignore[attr-defined]
    ProjectState._remove_option = _remove_option  # type: ignore[attr-defined]


def _add_model(state: Any, model_state: ModelState) -> None:
    key = model_state.app_label, model_state.name_lower
    if "apps" not in state.__dict__ or key[1] in state.apps.all_models[key[0]]:
        return add_model(state, model_state)
    apps = state.__dict__.pop("apps")
    add_model(state, model_state)  # which renders nothing while there is nothing rendered
    state.apps = apps
    state.is_delayed = True
    apps.render_multiple([model_state])
    return None


def _add_field(
    state: Any, app_label: str, model_name: str, name: str, field: Any, preserve_default: bool
) -> None:
    apps = state.__dict__.pop("apps", None)
    key = app_label, model_name
    if apps is None:
        return add_field(state, *key, name, field, preserve_default)
    add_field(state, *key, name, field, preserve_default)
    state.apps = apps
    state.reload_model(*key, delay=True)
    return None


def _append_option(state: Any, app_label: str, model_name: str, option_name: str, obj: Any) -> None:
    options = state.models[app_label, model_name].options
    _tell(state, app_label, model_name, option_name, [*options[option_name], obj])


def _remove_option(
    state: Any, app_label: str, model_name: str, option_name: str, obj_name: str
) -> None:
    options = state.models[app_label, model_name].options
    kept = [obj for obj in options[option_name] if obj.name != obj_name]
    _tell(state, app_label, model_name, option_name, kept)


def _tell(state: Any, app_label: str, model_name: str, option_name: str, value: list[Any]) -> None:
    state.models[app_label, model_name].options[option_name] = value
    if option_name not in TOLD:
        state.reload_model(app_label, model_name, delay=True)
    elif "apps" in state.__dict__:  # rendered
        meta = state.apps.get_model(app_label, model_name)._meta
        setattr(meta, option_name, list(value))
        meta.__dict__.pop("total_unique_constraints", None)
