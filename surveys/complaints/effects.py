"""What each step does to a complaint beside moving it on, and what goes with it.

A step that only carries a reason needs nothing but :func:`tell_reason` or :func:`keep_reason`.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service.core.access import Action, Actor
from service.core.crypto import keys_of
from service.core.problems import N_, invalid
from service.people import discretion
from surveys.steps import Said

from . import clocks, contents, personal, queries
from .life import Elsewhere, Finding, RootCause, Severity
from .models import Complaint
from .moves import ASKED, GRANTED, REFUSED

DUPLICATE = N_("这件事与先前收到的另一件投诉相同，合并办理。")


@dataclass(frozen=True)
class Doing:
    """Who takes a step on which complaint, and when. The complaint is held."""

    session: Session
    complaint: Complaint
    actor: Actor
    now: datetime


def nothing(_: Doing) -> Said:
    """Go on without a word."""
    return Said()


def tell_reason(_: Doing, *, reason: str) -> Said:
    """Go on with a reason that the citizen is told."""
    return Said(note=reason)


def keep_reason(_: Doing, *, reason: str) -> Said:
    """Go on with a reason that stays with those who handle it."""
    return Said(reason=reason)


def accept(doing: Doing, *, redacted: str) -> Said:
    """Keep the handler's own summary, all that the window reads; the term begins today.

    Raises 422 when the summary gives the citizen away.
    """
    session, complaint = doing.session, doing.complaint
    names = discretion.names_at(session, complaint.window_id)
    if wrong := personal.wrong_with(redacted, contents.words(session, complaint), names):
        raise invalid({"redacted": [wrong]})
    complaint.redacted = redacted
    return Said(private={"redacted": redacted})


def transfer(doing: Doing, *, to: Elsewhere, reason: str) -> Said:
    """Send it to whom it belongs; the citizen is told where it went and why."""
    doing.complaint.transferred_to = to
    return Said(note=reason, public={"to": to.value})


def merge(doing: Doing, *, number: str) -> Said:
    """Put it to another about the same matter, named by its number.

    Raises 422 unless the actor handles that one too, about the same window, and it is no duplicate
    itself.
    """
    complaint = doing.complaint
    handled = queries.cases(doing.actor, Action.HANDLE_COMPLAINT).where(
        Complaint.number == number.strip().upper(),
        Complaint.window_id == complaint.window_id,
        Complaint.id != complaint.id,
        Complaint.duplicate_of_id.is_(None),
    )
    other = doing.session.scalars(handled).unique().one_or_none()
    if other is None:
        raise invalid({"number": [N_("没有找到同一窗口的这件投诉，请核对编号。")]})
    complaint.duplicate_of_id = other.id
    return Said(note=DUPLICATE, public={"duplicate_of": str(other.id)})


def answer(doing: Doing, *, reply: str) -> Said:
    """State the window's side; the citizen and the handler read ``reply``."""
    doing.complaint.reply = reply
    return Said(private={"reply": reply})


def verify(doing: Doing, *, finding: Finding, severity: Severity, facts: str) -> Said:
    """Record what was found. ``facts`` are sealed; the finding is told only once it is approved."""
    complaint = doing.complaint
    complaint.finding, complaint.severity = finding, severity
    place = contents.facts_place(complaint.id)
    complaint.facts = keys_of(doing.session).seal(facts, place=place)
    return Said(private={"finding": finding.value, "severity": severity.value, "facts": facts})


def ask_extension(doing: Doing, *, reason: str) -> Said:
    """Ask, once, for more time; one level up decides."""
    complaint = doing.complaint
    complaint.extension = ASKED
    complaint.decider_path = queries.decider_of(doing.session, complaint.handler_path)
    return Said(reason=reason)


def grant_extension(doing: Doing) -> Said:
    """Give the handler more time. Raises 409 once the term is over."""
    extended = clocks.extend(doing.session, doing.complaint, doing.now)
    doing.complaint.extension = GRANTED
    return Said(public={"due_on": extended.due_on.isoformat()})


def refuse_extension(doing: Doing, *, reason: str) -> Said:
    """Leave the term as it is; the handler is told ``reason``."""
    doing.complaint.extension = REFUSED
    return Said(reason=reason)


def conclude(doing: Doing, *, root_cause: RootCause, measures: str, outcome: str) -> Said:
    """Draw up the outcome for approval: where it came from, what is done, words for the citizen.

    Nobody outside learns of it before it is approved and told.
    """
    complaint = doing.complaint
    complaint.root_cause, complaint.measures, complaint.outcome = root_cause, measures, outcome
    complaint.decider_path = queries.decider_of(doing.session, complaint.handler_path)
    return Said(private={"cause": root_cause.value, "measures": measures, "outcome": outcome})


def tell(doing: Doing) -> Said:
    """Tell the citizen the approved outcome; from now on the citizen has the word."""
    complaint = doing.complaint
    complaint.told_at = doing.now
    return Said(note=complaint.outcome or "", public={"finding": complaint.finding})


def decide_review(doing: Doing, *, finding: Finding, note: str) -> Said:
    """Decide for good what the citizen asked to have reviewed; ``note`` is told to the citizen."""
    complaint = doing.complaint
    public = {"finding": finding.value, "finding_before": complaint.finding}
    complaint.finding, complaint.told_at = finding, doing.now
    return Said(note=note, public=public)
