"""Words that may give somebody away lie sealed in the database, whoever wrote them."""

import pytest
from sqlalchemy import Text

from service.core.crypto import SealError
from service.core.db import Base
from service.core.sealed import SealedText
from surveys.low_ratings.models import LowRating, LowRatingAppeal
from surveys.ratings.models import Rating
from surveys.rectifications.models import Rectification
from tests.cast import stored
from tests.low_ratings.conftest import ANSWER, FOUND, at_now, low

__all__ = ["at_now", "low"]

#: free text that lies open, because it is open to everybody, or is read as it is by a verifier
OPEN = {"candidacy_step.text", "ledger_leaf.body", "reply_template.text", "window_event.reason"}
STATEMENT = "勾选的原因是办得快，等级点错了。"


def test_no_table_holds_free_text_in_the_open():
    columns = (column for table in Base.metadata.sorted_tables for column in table.columns)
    assert {str(column) for column in columns if isinstance(column.type, Text)} == OPEN


def test_each_sealed_column_is_sealed_for_its_own_place():
    columns = [column for table in Base.metadata.sorted_tables for column in table.columns]
    sealed = [column for column in columns if hasattr(column.type, "place")]
    assert sealed
    for column in sealed:
        assert column.type.place == f"{column.table.name}:{column.name}"


def test_what_offices_write_about_a_low_rating_is_not_to_be_found_in_the_database(database, low):
    settled = low.settle(low.verify(low.told()), how="registered")
    low.appeal(low.told(comment="叫了号没人理"), statement=STATEMENT)
    held = low.read(LowRating, LowRating.id == settled.id)[0]
    assert (held.found, held.answer) == (FOUND, ANSWER), "who may read it reads it"
    assert low.read(Rectification)[0].issue == ANSWER
    assert low.read(LowRatingAppeal)[0].statement == STATEMENT
    assert [each.comment for each in low.read(Rating, Rating.comment.is_not(None))] == [
        "叫了号没人理"
    ]
    for secret in (FOUND, ANSWER, STATEMENT, "叫了号没人理"):
        for table, value in stored(database):
            assert (secret.encode() if isinstance(value, bytes) else secret) not in value, table


def test_words_do_not_open_in_another_column(database, low):
    sealed = SealedText("complaint:reply").seal(database.keys, "别处的话")
    with database.transaction() as session:
        row = {"comment": sealed}
        made = low.rate(5)
        session.execute(Rating.__table__.update().where(Rating.id == made).values(row))
    with pytest.raises(SealError):
        low.read(Rating, Rating.id == made)


def test_a_search_in_sealed_words_is_refused_and_not_answered_with_nothing():
    with pytest.raises(TypeError):
        Rating.comment == "叫了号没人理"  # noqa: B015 -- the comparison itself is refused
