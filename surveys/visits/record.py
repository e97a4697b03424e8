"""What proves a visit: its entry in the ledger, and the signed receipt for the phone. Pure."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from service.core import ledger
from service.core.crypto import Keyring
from surveys.forms.models import FormVersion

from .models import Visit, VisitPhoto
from .scoring import Result


def leaf(
    visit: Visit, version: FormVersion, result: Result, photos: Sequence[VisitPhoto]
) -> ledger.Leaf:
    """Return the entry of a complete visit: outcomes public; who, when and words committed to."""
    return ledger.leaf(
        "visit",
        subject_id=visit.id,
        window_id=visit.window_id,
        day=visit.day,
        public={
            "form": version.sha256,
            "observed_on": visit.observed_on.isoformat(),
            "outcomes": {
                line.item["id"]: None if line.outcome is None else str(line.outcome)
                for line in result.lines
            },
            "score": visit.score,
        },
        private={
            "inspector": str(visit.inspector_id),
            "mode": visit.mode,
            "answers": visit.answers,
            "started_at": _moment(visit.device_started_at),
            "finished_at": _moment(visit.device_finished_at),
            "received_at": _moment(visit.received_at),
            "photos": [[each.item, each.sent_sha256, each.stored_sha256] for each in photos],
        },
    )


def receipt(keys: Keyring, visit: Visit, now: datetime) -> dict[str, Any]:
    """Return what the server holds of a visit, signed (Ed25519 over the canonical JSON, base64).

    A phone may forget what stands here as received, and nothing else.
    """
    body = {
        "id": str(visit.id),
        "body_sha256": visit.body_hash.hex(),
        "state": str(visit.state),
        "photos": [
            {"sha256": photo.sent_sha256, "received": photo.received_at is not None}
            for photo in visit.photos
        ],
        "server_time": _moment(now),
    }
    return {
        "receipt": body,
        "signature": _base64(keys.sign(ledger.canonical(body))),
        "public_key": _base64(keys.public_key()),
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
