"""What proves a visit: its entry in the ledger, and the signed receipt for the phone. Pure."""

import base64
from collections.abc import Sequence
from datetime import datetime

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
            **({"corrects": str(visit.corrects_id)} if visit.corrects_id else {}),
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
            **({"reason": visit.reason} if visit.corrects_id else {}),
            "finished_at": _moment(visit.device_finished_at),
            "received_at": _moment(visit.received_at),
            "photos": [[each.item, each.sent_sha256, each.stored_sha256] for each in photos],
        },
    )


def receipt(keys: Keyring, visit: Visit, now: datetime) -> dict[str, str]:
    """Return what the server holds of a visit as canonical JSON, and the signature of that text.

    ECDSA P-256 with SHA-256, which every browser can check (docs/adr/0031). A phone may forget
    what stands here as received, and nothing else.
    """
    body = {
        "id": str(visit.id),
        "sent_sha256": visit.sent_sha256,
        "state": str(visit.state),
        "photos": [
            {"sha256": photo.sent_sha256, "received": photo.received_at is not None}
            for photo in visit.photos
        ],
        "server_time": _moment(now),
    }
    text = ledger.canonical(body)
    return {
        "receipt": text.decode(),
        "signature": _base64(keys.sign_receipt(text)),
        "public_key": receipt_key(keys),
    }


def receipt_key(keys: Keyring) -> str:
    """Return the key that receipts are checked with, for the phone to keep beforehand."""
    return _base64(keys.receipt_key())


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
