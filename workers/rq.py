"""What an RQ worker runs: ``rq worker mingchuang -S rq.serializers.JSONSerializer``."""

from functools import cache

from service import config
from service.app import open_database
from service.core.db import Database

from . import retention
from .drain import drain


@cache
def _database() -> Database:
    return open_database(config.load())


def drain_once() -> int:
    """Do all work that is due; marks left for a later time are swept up by the next bell."""
    retention.ask(_database())
    return drain(_database())
