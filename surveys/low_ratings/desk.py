"""Where a citizen leaves a telephone number: what the page and the API do alike."""

from typing import Any

from service.core import clock
from service.web.security import limiter
from service.web.unit import database

from .calls import leave_contact

#: a minute: enough for a person who mistypes, hopeless for one who guesses receipts
TRIES = 20


@limiter.limit(TRIES)
def keep(data: dict[str, Any]) -> None:
    """Keep a number with the receipt's rating; returns after the commit."""
    with database().transaction() as session:
        leave_contact(session, typed=data["receipt"], contact=data["contact"], now=clock.now())
