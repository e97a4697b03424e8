"""Whoever needs large type gets it on every page, and nothing sticks out or is cut off."""

import pytest

from service.core import clock
from tests.complaints.conftest import NOW
from tests.journeys import walk
from tests.journeys.test_look import pages

pytestmark = [pytest.mark.browser, pytest.mark.one_backend]


def test_every_page_fits_a_phone_in_large_type(app, database, cast, browser, browser_context_args):
    with clock.at(NOW):
        paths = walk.inside(app, database, cast, walk.live(database, cast))
        assert {"/complaints", "/low-ratings", "/support"} <= {
            path.rpartition("/")[0] for path, _ in paths
        }
        at = {"query": "fs=l", "widths": [390]}
        args = app, cast, browser, browser_context_args, [*pages(app), *paths]
        assert walk.faults(*args, **at) == ""
