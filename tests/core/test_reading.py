"""Who reads sees one state of the database, whatever is committed meanwhile."""

from sqlalchemy import func, select

from service.core import clock, marks


def test_a_reader_sees_one_state(database):
    count = select(func.count()).select_from(marks.Mark)
    with database.reading() as reader:
        assert reader.scalar(count) == 0
        with database.transaction() as writer:
            marks.bump(writer, "rating_day", ["x"], now=clock.now())
        assert reader.scalar(count) == 0
    with database.reading() as reader:
        assert reader.scalar(count) == 1


def test_the_next_reader_and_writer_are_not_held_back_by_it(database):
    for key in ("a", "b"):
        with database.reading() as reader:
            list(reader.scalars(select(marks.Mark)))
        with database.transaction() as writer:
            marks.bump(writer, "rating_day", [key], now=clock.now())
