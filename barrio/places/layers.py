"""What higher apps draw on the map of places: turfs, incidents."""

from collections.abc import Callable
from typing import Any

# Gets the request and the box asked for (west, south, east, north) or None; gives GeoJSON
# features that the reader may see.
Layer = Callable[[Any, Any], list[dict[str, Any]]]

_layers: dict[str, Layer] = {}


def register_layer(key: str, layer: Layer) -> None:
    _layers[key] = layer


def features_of_layers(request: Any, box: Any) -> list[dict[str, Any]]:
    return [feature for layer in _layers.values() for feature in layer(request, box)]
