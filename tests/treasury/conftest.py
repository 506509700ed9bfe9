import pytest

from tests.treasure import make_bank


@pytest.fixture
def bank(keys, at):
    return make_bank(at)
