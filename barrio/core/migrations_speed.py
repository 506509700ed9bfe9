"""Makes Django's migrations quick where there are many models and constraints.

For each constraint or index Django renders the model and all that are related to it anew: with our
hundreds of constraints that is half the time of a first start. A constraint changes nothing that
another model sees, so that the rendered model can simply be told of it.
"""

from typing import Any

from django.db.migrations.state import ProjectState

TOLD = ("constraints", "indexes")


def tell_rendered_models() -> None:
    """From here on, in this process. What a migration does is the same."""
    ProjectState._append_option = _append_option  # type: ignore[attr-defined]
    ProjectState._remove_option = _remove_option  # type: ignore[attr-defined]


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
