"""A plan's draw in the form that is kept, published and repeated. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from service.core import ledger

from . import draw
from .draw import Person, Place, Rules, Taken

Record = dict[str, Any]


def rules_of(plan: Any) -> Rules:
    """Return how much a plan takes."""
    return Rules(
        plan.starts_on,
        plan.ends_on,
        plan.band_days,
        plan.amount,
        plan.is_share,
        plan.second_share,
    )


def written(rules: Rules) -> Record:
    """Write rules as text and numbers."""
    days = {"starts_on": rules.starts_on.isoformat(), "ends_on": rules.ends_on.isoformat()}
    return {**asdict(rules), **days}


def read(said: Mapping[str, Any]) -> Rules:
    """Read rules back."""
    days = {name: date.fromisoformat(said[name]) for name in ("starts_on", "ends_on")}
    return Rules(**{**said, **days})


def commitment(
    secret: bytes, rules: Rules, places: Sequence[Place], source: str, public_on: date
) -> str:
    """Return what approval commits to (hexadecimal): nothing of it can be changed afterwards."""
    frame = ledger.canonical([asdict(place) for place in places])
    private = {
        "algorithm": draw.ALGORITHM,
        "rules": written(rules),
        "places": hashlib.sha256(frame).hexdigest(),
        "public_source": source,
        "public_on": public_on.isoformat(),
    }
    return ledger.commit_to(private, secret)


def public(plan: Any) -> Record:
    """Return what anyone needs to repeat which windows were drawn. Nobody is named."""
    record = plan.record or {}
    return {
        "algorithm": draw.ALGORITHM,
        "commitment": plan.commitment.hex(),
        "secret": plan.secret,
        "public_source": plan.public_source,
        "public_on": plan.public_on.isoformat(),
        "public_value": plan.public_value,
        "rules": written(rules_of(plan)),
        "places": record["places"],
        "taken": record["taken"],
    }


def listed(taken: Sequence[Taken]) -> list[Record]:
    """Write what was taken."""
    return [
        {
            "code": each.code,
            "first": each.first.isoformat(),
            "last": each.last.isoformat(),
            "eyes": each.eyes,
        }
        for each in taken
    ]


def differences(said: Mapping[str, Any]) -> list[str]:
    """Repeat a published draw; return what does not agree, best: nothing."""
    secret, rules = bytes.fromhex(said["secret"]), read(said["rules"])
    places = [Place(**place) for place in said["places"]]
    day = date.fromisoformat(said["public_on"])
    wrong = []
    if commitment(secret, rules, places, said["public_source"], day) != said["commitment"]:
        wrong.append("commitment")
    seeded = draw.seed(secret, said["public_value"])
    taken = draw.select(seeded, places, rules)
    if listed(taken) != said["taken"]:
        wrong.append("taken")
    if "pairs" in said:
        people = [Person(**person) for person in said["people"]]
        going = [each for each in taken if each.code not in said["resting"]]
        if [list(pair) for pair in draw.send(seeded, going, places, people).pairs] != said["pairs"]:
            wrong.append("pairs")
    return wrong
