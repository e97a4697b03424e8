"""Where a sign-in may lead: to a page of this site and nowhere else."""

from urllib.parse import urlsplit


def local(target: str, otherwise: str) -> str:
    """Return ``target`` if every browser reads it as a path of this site, or else ``otherwise``."""
    is_path = target.startswith("/") and not target.startswith("//") and "\\" not in target
    if not (is_path and target.isprintable()):
        return otherwise
    parts = urlsplit(target)
    return otherwise if parts.scheme or parts.netloc else target
