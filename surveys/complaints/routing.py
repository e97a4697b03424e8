"""Who handles a complaint: never the unit complained of, and of grave matters the province."""


def owner_of(window_path: str) -> str:
    """Return the path of the authority that owns the window at ``window_path``."""
    return _above(window_path)


def handler_of(window_path: str, *, is_grave: bool) -> str:
    """Return the path whose conduct office handles a complaint about a window.

    It is one level above the owner; grave matters pass by everybody to the root of the tree. Above
    the root there is nobody, so the province handles what concerns its own windows.
    """
    owner = owner_of(window_path)
    root = owner.split("/", 1)[0] + "/"
    return root if is_grave or owner == root else _above(owner)


def _above(path: str) -> str:
    return path[: path.rstrip("/").rindex("/") + 1]
