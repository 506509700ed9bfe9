from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A page asked for in Spanish leaves its thread in Spanish."""
    with translation.override("en"):
        yield
