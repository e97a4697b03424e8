"""A rating is handed in and stored: the row, its ledger leaf and its work mark, all or nothing."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import Connection

from service.core import marks
from service.core.crypto import Keyring
from service.core.problems import N_, conflict, key_reused
from surveys import receipt, work

from . import draft, queries, storage, trust
from .draft import Answer, Draft, Source
from .intake import Intake
from .reception import Place
from .trust import Verdict

RATED = N_("这次服务已经评价过了，一次服务评价一次。先前的评价没有改动。")


class Outcome(Enum):
    """What became of a rating that was handed in."""

    STORED = auto()
    #: it was here already, word for word
    SAME = auto()
    #: its client key was here already with other content, which stays
    CONTRADICTION = auto()
    #: the service act was rated before, by another submission, which stays
    RATED = auto()


def submit_rating(
    intake: Intake[Draft, Outcome],
    *,
    keys: Keyring,
    place: Place,
    answer: Answer,
    client_key: uuid.UUID,
    source: Source,
    now: datetime,
) -> tuple[str, Outcome]:
    """Store a citizen's rating durably and return its receipt, the same for the same form.

    It returns after the commit. Raises 422 for an unknown reason, 409 ``key_reused`` when the
    client key came before with another answer, 409 ``act_rated`` when the service act was rated
    before, and the database's own error when it is away.
    """
    made = draft.make(keys, place, answer, client_key=client_key, source=source, now=now)
    outcome = intake.put(made)
    if outcome is Outcome.CONTRADICTION:
        raise key_reused()
    if outcome is Outcome.RATED:
        raise conflict("act_rated", RATED)
    return receipt.make(keys, client_key), outcome


def store(connection: Connection, drafts: Sequence[Draft]) -> list[Outcome]:
    """Store drafts in the caller's transaction; return what became of each, in their order."""
    first: dict[uuid.UUID, Draft] = {}
    for each in drafts:
        first.setdefault(each.client_key, each)
    added = _write(connection, list(first.values()))
    hashes = {key: first[key].body_hash for key in added}
    if strangers := first.keys() - added:
        hashes |= queries.body_hashes(connection, strangers)
    return [_outcome(each, first, hashes, added) for each in drafts]


def _write(connection: Connection, drafts: list[Draft]) -> set[uuid.UUID]:
    """Write ratings, leaves and marks; return the client keys that were new."""
    # In the order of their keys, so that two processes never wait for each other in a circle.
    drafts.sort(key=lambda each: each.client_key)
    made = [draft.rows(each, verdict) for each, verdict in _judged(connection, drafts)]
    added = storage.write(connection, [row for row, _ in made], [leaf.row for _, leaf in made])
    new = [each for each in drafts if each.client_key in added]
    days = {work.key(each.place.scan.window_id, each.day) for each in new}
    marks.bump(connection, work.RATING_DAY, days, now=drafts[-1].received_at)
    return added


def _judged(connection: Connection, drafts: Collection[Draft]) -> Iterator[tuple[Draft, Verdict]]:
    """Judge each draft by what came from its device to its window that day."""
    times = storage.times(connection, {each.trace for each in drafts if each.trace})
    for each in drafts:
        yield (
            each,
            trust.judge(
                channel=each.answer.channel,
                in_hours=each.in_hours,
                has_act=each.source.act is not None,
                is_staff=each.source.is_staff,
                earlier=times[each.trace] if each.trace else 0,
            ),
        )
        if each.trace:
            times[each.trace] += 1


def _outcome(
    each: Draft,
    first: dict[uuid.UUID, Draft],
    hashes: dict[uuid.UUID, bytes],
    added: set[uuid.UUID],
) -> Outcome:
    if each.client_key not in hashes:
        return Outcome.RATED
    if hashes[each.client_key] != each.body_hash:
        return Outcome.CONTRADICTION
    is_new = each.client_key in added and first[each.client_key] is each
    return Outcome.STORED if is_new else Outcome.SAME
