"""Evidence packs: the one place where answers and awards meet."""

from .building import build

__all__ = ["build"]
