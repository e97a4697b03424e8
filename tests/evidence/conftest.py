"""Raw rows for the tests of evidence."""

from tests.rollups.raw import raw

__all__ = ["raw"]
