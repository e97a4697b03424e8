"""One page of rows out of many."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

Row = TypeVar("Row")
SIZE = 20


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page; ``number`` counts from 1."""

    items: list[Row]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // self.size))


def paginate(
    session: Session, query: Select[Row], *, number: int = 1, size: int = SIZE
) -> Page[Row]:
    """Run a query of one entity for one page. The query must order its rows."""
    plain: Select[Any] = query.order_by(None)
    total = session.scalar(select(func.count()).select_from(plain.subquery())) or 0
    number = max(1, min(number, -(-total // size) or 1))
    rows = session.scalars(query.limit(size).offset((number - 1) * size))
    return Page(list(rows.unique()), number, size, total)
