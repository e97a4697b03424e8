"""Items about which two inspectors do not agree: they lose their veto until they do."""

from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from service.core.db import Base


class ItemDoubt(Base):
    """An item in doubt, with the agreement that was found; rewritten when a plan is closed."""

    __tablename__ = "item_doubt"

    form_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    item: Mapped[str] = mapped_column(String(12), primary_key=True)
    #: windows that two people saw, and Gwet's AC1 in ten thousandths
    pairs: Mapped[int]
    agreement: Mapped[int]
    since: Mapped[datetime]


def doubted(session: Session, form_key: str) -> frozenset[str]:
    """Return the items of a checklist that are in doubt."""
    query = select(ItemDoubt.item).where(ItemDoubt.form_key == form_key)
    return frozenset(session.scalars(query))
