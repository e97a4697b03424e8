"""Hands a finished pack out: the very bytes that were built, from the blob store."""

import io

from flask import Response, send_file
from sqlalchemy.orm import Session

from service.core.problems import N_, conflict
from service.core.storage import blobs_of

from .models import EvidencePack

ZIP = "application/zip"


def send_pack(session: Session, pack: EvidencePack) -> Response:
    """Return the pack as a download; raises 409 ``pack_not_ready`` before it is built."""
    if pack.sha256 is None:
        raise conflict("pack_not_ready", N_("证据包还没有生成好，请稍后再来下载。"))
    candidacy = pack.candidacy
    name = f"{candidacy.cycle.key}-{candidacy.window.full_name}-{str(pack.id)[:8]}.zip"
    response = send_file(
        io.BytesIO(blobs_of(session).get(pack.sha256)),
        mimetype=ZIP,
        as_attachment=True,
        download_name=name,
        etag=False,
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
