"""The figures of a pack: facts and candidacy in one canonical JSON, and a few of them up front."""

from typing import Any

from service.core.ledger import canonical
from surveys.evidence import Facts
from surveys.rollups.statistics import Share

from .dossier import Dossier
from .ledger import Evidence

FORMAT = "mingchuang-figures/1"
#: said instead of a rate when too few people rated
TOO_FEW = "样本不足"


class UnsettledError(RuntimeError):
    """Answers came in after the figures were last folded: build again when they are counted."""


def figures(dossier: Dossier, facts: Facts, evidence: Evidence) -> dict[str, Any]:
    """Return figures.json as Python holds it; raises :class:`UnsettledError`."""
    counted = zip(evidence.received, evidence.held, evidence.excluded, strict=True)
    if tuple(r - h - e for r, h, e in counted) != facts.ratings.total.levels:
        raise UnsettledError(str(dossier.window_id))
    return {
        "format": FORMAT,
        "cycle": {"key": dossier.cycle_key, "name": dossier.cycle_name},
        "conditions": list(dossier.conditions),
        "candidacy": dossier.as_dict(),
        "facts": facts.as_dict(),
        "levels": evidence.levels(),
    }


def written(content: dict[str, Any]) -> bytes:
    """Write figures.json in the one way that is hashed."""
    return canonical(content)


def percent(value: float | None) -> str:
    """Write a share with one decimal, or say that too few people rated."""
    return TOO_FEW if value is None else f"{value * 100:.1f}%"


def interval(share: Share) -> str:
    """Write a share's 95 % interval."""
    return f"{share.low * 100:.1f}%—{share.high * 100:.1f}%" if share.enough else "—"


def points(score: int | None) -> str:
    """Write a visit's score (hundredths of a point) with one decimal."""
    return "—" if score is None else f"{score / 100:.1f}"


def headline(facts: Facts) -> dict[str, Any]:
    """Return the figures that the candidacy's page shows, frozen with the pack."""
    share = facts.ratings.total.satisfied
    return {
        "ratings": share.n,
        "satisfied": share.value,
        "low": share.low,
        "high": share.high,
        "complaints": facts.complaints.received,
        "visits": facts.visits.coverage.disclosed,
    }
