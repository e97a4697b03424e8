"""Raw rows for the tests of figures."""

from .raw import raw

__all__ = ["raw"]
