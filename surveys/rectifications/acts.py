"""What is done to a rectification: each step with its form, its effect, and who is told.

Pages and the API are both made from this table. The clock runs while the window has to do
something, and stands still while somebody checks.
"""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from marshmallow import Schema
from sqlalchemy import Select
from sqlalchemy.orm import Session

from service.core.access import Action, Actor
from service.core.problems import N_, invalid

from . import moves, queries, schemas, telling, terms
from .life import Step
from .models import Rectification, RectificationPhoto


class Doing(NamedTuple):
    """Who takes a step on which rectification, and when. The rectification is held."""

    session: Session
    made: Rectification
    actor: Actor
    now: datetime


def _plan(doing: Doing, measures: str) -> None:
    doing.made.measures = measures


def _submit(doing: Doing, proof: str, photos: Sequence[str] = ()) -> None:
    """Take the proof, with names of stored photos; the clock stands still from now on."""
    if not proof and not photos:
        raise invalid({"proof": [N_("请写明怎么改的，或附上照片。")]})
    made = doing.made
    made.proof, made.submitted_by, made.submitted_at = proof, doing.actor.id, doing.now
    before, stage = len(made.photos), len(made.stages) + 1
    for number, name in enumerate(photos, before + 1):
        row = {"rectification_id": made.id, "number": number, "stage": stage, "sha256": name}
        doing.session.add(RectificationPhoto(**row))
    terms.pause(doing.session, made, doing.now)
    doing.session.flush()
    doing.session.refresh(made, ["photos"])


def _verify(doing: Doing, _: str) -> None:
    doing.made.closed_at = doing.now
    terms.meet(doing.session, doing.made, doing.now)


def _give_back(doing: Doing, _: str) -> None:
    """The clock runs on from where it stood."""
    terms.resume(doing.session, doing.made, doing.now)


def _withdraw(doing: Doing, _: str) -> None:
    doing.made.closed_at, doing.made.extension_reason = doing.now, None
    terms.cancel(doing.session, doing.made, doing.now)


def _ask(doing: Doing, reason: str) -> None:
    doing.made.extension_reason = reason


def _grant(doing: Doing, _: str) -> None:
    """Raises 409 when the term is over already."""
    terms.extend(doing.session, doing.made, doing.now)
    doing.made.extension_reason = None


def _refuse(doing: Doing, _: str) -> None:
    doing.made.extension_reason = None


class Act(NamedTuple):
    """One step: its form, the ``word`` of it that stays as the note, and whom to ``tell`` what."""

    title: str
    word: str
    schema: type[Schema]
    effect: Callable[..., None]
    tell: Callable[..., None] | None = None
    kind: str = ""

    @property
    def is_own(self) -> bool:
        """Tell whether the one who has to put it right takes it, not the one who checks."""
        return self.tell is not telling.owner

    @property
    def action(self) -> Action:
        """Return what somebody must be able to do."""
        return Action.RECTIFY if self.is_own else Action.RECHECK_RECTIFICATION

    def seen(self, actor: Actor) -> Select[Rectification]:
        """Return the rectifications on which ``actor`` is the one to take it."""
        return queries.own(actor) if self.is_own else queries.checkable(actor)


def _checked(title: str, effect: Callable[..., None], kind: str) -> Act:
    return Act(
        title,
        "note",
        schemas.RectificationNoteSchema,
        effect,
        telling.owner,
        f"rectification_{kind}",
    )


ACTS: dict[Step, Act] = {
    Step.PLAN: Act(
        "State what will be done", "measures", schemas.RectificationMeasuresSchema, _plan
    ),
    Step.SUBMIT: Act(
        "Hand in what was done, in words, by photos, or both",
        "proof",
        schemas.RectificationProofSchema,
        _submit,
        telling.checkers,
        "rectification_submitted",
    ),
    Step.ASK_EXTENSION: Act(
        "Ask for more time",
        "reason",
        schemas.RectificationMoreTimeSchema,
        _ask,
        telling.checkers,
        "rectification_more_time",
    ),
    Step.VERIFY: _checked(
        "Say, as somebody else, that it is put right; that ends it", _verify, "verified"
    ),
    Step.RETURN: _checked("Give it back with a reason; the clock runs on", _give_back, "returned"),
    Step.WITHDRAW: _checked("Take it back with a reason, which stays", _withdraw, "withdrawn"),
    Step.GRANT_EXTENSION: _checked("Give more time, or not", _grant, "time_decided"),
    Step.REFUSE_EXTENSION: _checked("Give more time, or not", _refuse, "time_decided"),
}


def take(
    session: Session,
    step: Step,
    *,
    actor: Actor,
    rectification_id: uuid.UUID,
    version: int,
    now: datetime,
    **given: Any,
) -> Rectification:
    """Take one step on the version that ``actor`` saw; ``given`` is what the step's form holds.

    Raises 404 for who may not, 409 ``changed_meanwhile``, and 422 for words that lead to a person.
    """
    act = ACTS[step]
    note = given.pop(act.word)
    words = {act.word: note}
    made = moves.held(session, act.seen(actor), rectification_id, version, step, **words)
    act.effect(Doing(session, made, actor, now), note, **given)
    public = {"photos": list(given.get("photos", ()))} if step is Step.SUBMIT else {}
    moves.advance(session, made, step, actor, now, note=note, public=public)
    if act.tell:
        act.tell(session, made, act.kind, now)
    return made


def decide_extension(session: Session, *, granted: bool, **known: Any) -> Rectification:
    """Give more time or not, at the window's authority; 409 when the term is over already."""
    step = Step.GRANT_EXTENSION if granted else Step.REFUSE_EXTENSION
    return take(session, step, **known)
