"""What a pack says of a candidacy: its cycle, its form, the opinions that stand. Plain and frozen.

Of people it holds what the approval form prints (F-05…F-11) and nothing more: not who clicked.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from service.awards import ladder, queries
from service.awards.labels import FORM_NOTES
from service.awards.models import AwardCycle, CandidacyStep, EvidencePack, Stage
from service.windows.models import COUNTY_AND_BELOW, Level

#: the boxes of the form's last page, from the county up (F-14…F-17)
OPINIONS = (
    (Stage.COUNTY_OPINION, "县级人力资源社会保障部门意见"),
    (Stage.CITY_OPINION, "市级人力资源社会保障部门意见"),
    (Stage.FINAL_DECISION, "省级人力资源社会保障部门意见"),
    (Stage.AWARDED, "人力资源社会保障部意见"),
)


@dataclass(frozen=True)
class Opinion:
    """One box of opinions. ``applies`` is false where a level has no say (印 —)."""

    label: str
    applies: bool
    text: str
    day: date | None


@dataclass(frozen=True)
class Dossier:
    """A candidacy as its pack shows it."""

    pack_id: uuid.UUID
    requested_at: datetime
    window_id: uuid.UUID
    window_code: str
    first_day: date
    last_day: date
    cycle_key: str
    cycle_name: str
    #: the lines in which the honour is printed
    title: tuple[str, ...]
    legal_basis: str
    nomination_year: int
    conditions: Sequence[Mapping[str, Any]]
    requirements: Mapping[str, Any]
    notes: tuple[str, ...]
    form: Mapping[str, Any]
    city: str
    city_rank: int | None
    opinions: tuple[Opinion, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return what goes into figures.json beside the facts."""
        return {
            "form": dict(self.form),
            "nominating_city": self.city,
            "city_rank": self.city_rank,
            "opinions": [
                {
                    "label": one.label,
                    "applies": one.applies,
                    "text": one.text,
                    "day": one.day.isoformat() if one.day else None,
                }
                for one in self.opinions
            ],
        }


def read(session: Session, pack_id: uuid.UUID) -> Dossier:
    """Read the candidacy that a pack was asked for; raises NoResultFound for an unknown pack."""
    pack = session.get_one(EvidencePack, pack_id)
    candidacy = pack.candidacy
    cycle, window, city = candidacy.cycle, candidacy.window, candidacy.nominating_city
    taken = ladder.standing(queries.steps(session, candidacy.id))
    return Dossier(
        pack_id=pack.id,
        requested_at=pack.requested_at,
        window_id=window.id,
        window_code=window.code,
        first_day=cycle.evaluation_from,
        last_day=pack.last_day,
        cycle_key=cycle.key,
        cycle_name=cycle.name,
        title=tuple(cycle.title.split("\n")),
        legal_basis=cycle.legal_basis,
        nomination_year=cycle.nomination_year,
        conditions=cycle.conditions,
        requirements=cycle.requirements,
        notes=_notes(cycle),
        form=candidacy.form,
        city=city.name if city else "",
        city_rank=candidacy.city_rank,
        opinions=_opinions(taken, window.level),
    )


def _notes(cycle: AwardCycle) -> tuple[str, ...]:
    span = f"{cycle.evaluation_from.year}—{cycle.evaluation_to.year}"
    told = {"span": span, "copies": cycle.requirements["copies"]}
    return tuple(note % told for note in FORM_NOTES)


def _opinions(taken: Mapping[Stage, CandidacyStep], level: str) -> tuple[Opinion, ...]:
    """Return the boxes; the ministry's is always left for the ministry."""
    speaks = {
        Stage.COUNTY_OPINION: level in COUNTY_AND_BELOW,
        Stage.CITY_OPINION: level != Level.PROVINCE,
    }
    return tuple(
        _opinion(
            label, taken.get(stage) if stage != Stage.AWARDED else None, speaks.get(stage, True)
        )
        for stage, label in OPINIONS
    )


def _opinion(label: str, step: CandidacyStep | None, applies: bool) -> Opinion:  # noqa: FBT001
    if step is None:
        return Opinion(label, applies, "", None)
    return Opinion(label, applies, step.text, date.fromisoformat(step.details["on"]))
