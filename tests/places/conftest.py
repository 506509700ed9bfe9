import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english():
    """A page asked for in Spanish leaves its thread in Spanish."""
    with translation.override("en"):
        yield
