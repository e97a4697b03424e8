"""Trees of hashes: one root stands for many leaves, and each leaf can be proved alone. Pure.

Leaves are hashes already (:func:`service.core.ledger.leaf_hash`) and are put in the order of their
bytes, so that a place in the tree tells nothing. A node is SHA-256(0x01 ‖ left ‖ right).
"""

import hashlib
from collections.abc import Iterable, Sequence

NODE = b"\x01"
#: side of the neighbour, and its hash
Step = tuple[str, bytes]


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash (32 bytes) above two others."""
    return hashlib.sha256(NODE + left + right).digest()


def levels(leaves: Iterable[bytes]) -> list[list[bytes]]:
    """Return the tree, sorted leaves first; their number must be a power of two."""
    found = [sorted(leaves)]
    if not found[0] or len(found[0]) & (len(found[0]) - 1):
        raise ValueError(f"{len(found[0])} leaves: fill up to a power of two")
    while len(found[-1]) > 1:
        below = found[-1]
        found.append([node(*below[n : n + 2]) for n in range(0, len(below), 2)])
    return found


def root(leaves: Iterable[bytes]) -> bytes:
    """Return the hash that stands for all leaves."""
    return levels(leaves)[-1][0]


def proof(leaves: Iterable[bytes], leaf: bytes) -> list[Step]:
    """Return the neighbours on the way from a leaf to the root; ValueError if it is not there."""
    tree = levels(leaves)
    place, steps = tree[0].index(leaf), list[Step]()
    for level in tree[:-1]:
        is_right = place % 2
        steps.append(("left" if is_right else "right", level[place - 1 if is_right else place + 1]))
        place //= 2
    return steps


def climb(leaf: bytes, steps: Sequence[Step]) -> bytes:
    """Return the root to which a proof leads from a leaf."""
    for side, neighbour in steps:
        leaf = node(neighbour, leaf) if side == "left" else node(leaf, neighbour)
    return leaf
