"""Raw rows and a filled province for the tests of the desks."""

import pytest

from tests.desks import world
from tests.rollups.raw import raw

__all__ = ["raw"]


@pytest.fixture
def filled(raw):
    """A year has passed."""
    world.fill(raw)
    return raw
