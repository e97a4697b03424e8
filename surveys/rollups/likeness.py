"""How windows of one kind and level do by month: what a window may hold its own trend against."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.windows.models import ServiceWindow

from . import periods
from .models import RatingMonth
from .queries import sum_of_levels
from .statistics import MINIMUM, Spread, spread


def like(session: Session, window: ServiceWindow, first: date, today: date) -> dict[date, Spread]:
    """Return by month how the positive rates of like windows are spread, the window left out.

    Told are finished months in which at least five others have thirty ratings each: nobody reads
    a single neighbour off the band, nor a visitor off its moving.
    """
    n = func.sum(sum_of_levels(RatingMonth))
    good = func.sum(RatingMonth.n3 + RatingMonth.n4 + RatingMonth.n5)
    query = (
        select(RatingMonth.month, good, n)
        .join(ServiceWindow, ServiceWindow.id == RatingMonth.window_id)
        .where(
            ServiceWindow.kind == window.kind,
            ServiceWindow.level == window.level,
            ServiceWindow.id != window.id,
            RatingMonth.month >= periods.first_of(first),
            RatingMonth.month < periods.first_of(today),
        )
        .group_by(RatingMonth.month, RatingMonth.window_id)
        .having(n >= MINIMUM)
    )
    rates: dict[date, list[float]] = {}
    for month, positive, count in session.execute(query):
        rates.setdefault(month, []).append(positive / count)
    found = {month: spread(rates[month]) for month in sorted(rates)}
    return {month: each for month, each in found.items() if each}
