"""What is known of a window in a period, gathered for whoever has to prove something by it."""

from .facts import Facts
from .gathering import gather

__all__ = ["Facts", "gather"]
