"""Columns whose words lie encrypted in the database and are plain to whoever may read the row.

What leads straight to a person (a contact, a citizen's complaint) is sealed by hand to its own row
and opened by name. These columns hold the many other words that may give somebody away; the ledger
notices when they are moved from row to row. They can be asked for being there, never searched.
"""

import json
from collections.abc import Callable
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, Engine, LargeBinary
from sqlalchemy.types import TypeDecorator

from .crypto import Keyring

Value = TypeVar("Value")
_KEYS: WeakKeyDictionary[Dialect, Keyring] = WeakKeyDictionary()


def give_keys(engine: Engine, keys: Keyring) -> None:
    """Let the sealed columns of an engine's database be written and read."""
    _KEYS[engine.dialect] = keys


class _Sealed(TypeDecorator[Value], Generic[Value]):
    """``place`` names table and column: what was sealed for one opens in no other."""

    impl = LargeBinary
    cache_ok = True
    _write: Callable[[Any], str]
    _read: Callable[[str], Any]

    def __init__(self, place: str) -> None:
        """Seal for ``place``, for example ``rating:comment``."""
        super().__init__()
        self.place = place

    def seal(self, keys: Keyring, value: Value) -> bytes:
        """Return what the column stores, for rows that reach the database in their own way."""
        return keys.seal(self._write(value), place=self.place)

    def coerce_compared_value(self, op: Any, value: Any) -> Any:  # noqa: ARG002
        """Refuse to compare: what is sealed twice is never the same."""
        raise TypeError(f"{self.place} is sealed: ask whether it is there, nothing else")

    def process_bind_param(self, value: Value | bytes | None, dialect: Dialect) -> bytes | None:
        """Seal a value; bytes are sealed already."""
        if value is None or isinstance(value, bytes):
            return value
        return self.seal(_KEYS[dialect], value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Value | None:
        """Open a value."""
        if value is None:
            return None
        opened: Value = self._read(_KEYS[dialect].open(value, place=self.place))
        return opened


class SealedText(_Sealed[str]):
    """Free text."""

    cache_ok = True
    _write = staticmethod(str)
    _read = staticmethod(str)


class SealedJSON(_Sealed[dict[str, Any]]):
    """An object among whose values there is free text."""

    cache_ok = True
    _write = staticmethod(json.dumps)
    _read = staticmethod(json.loads)
