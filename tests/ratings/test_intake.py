"""Citizens who send at the same moment share one durable commit, and nobody suffers for another."""

import sqlite3
import threading
import uuid
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

import wsgi
from service.app import create_app, open_database
from service.core import marks
from service.core.ledger import LedgerLeaf
from service.core.marks import Mark
from surveys import work
from surveys.ratings import draft, operations
from surveys.ratings.draft import Answer, Source
from surveys.ratings.intake import Intake
from surveys.ratings.operations import Outcome
from tests.ratings.conftest import COMMENT, NOW, Phone
from workers import drain
from workers.jobs import JOBS

CROWD = 8


def drafted(database, place, *, key=None, level=5, device=None, now=NOW):
    return draft.make(
        database.keys,
        place,
        Answer(level, [], COMMENT),
        client_key=key or uuid.uuid4(),
        source=Source(device or uuid.uuid4().bytes),
        now=now,
    )


def together(*acts):
    """Run acts in threads that start at the same moment; return what each gave or raised."""
    ready, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        ready.wait()
        try:
            results[number] = act()
        except Exception as error:
            results[number] = error

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def crowd(intake, drafts):
    """Hand in drafts so that all of them wait before the first is committed."""
    before = threading.active_count()
    results = {}

    def run(number, made):
        try:
            results[number] = intake.put(made)
        except Exception as error:
            results[number] = error

    threads = [threading.Thread(target=run, args=each) for each in enumerate(drafts)]
    intake._is_led = True  # by somebody whose commit takes a while
    for thread in threads:
        thread.start()
    while len(intake._waiting) < len(drafts):
        threads[0].join(0.01)
    intake._waiting[0].turn.release()  # he is done, and the first who waits leads
    for thread in threads:
        thread.join()
    assert threading.active_count() == before, "no thread stays behind"
    return [results[number] for number in range(len(drafts))]


@pytest.fixture
def batches():
    """The sizes of the batches that were written."""
    return []


@pytest.fixture
def intake(database, batches):
    def write(connection, drafts):
        batches.append(len(drafts))
        return operations.store(connection, drafts)

    return Intake(database, write)


def test_who_waits_together_is_committed_together(database, place, intake, batches, counts):
    drafts = [drafted(database, place) for _ in range(CROWD)]
    assert crowd(intake, drafts) == [Outcome.STORED] * CROWD
    assert batches == [CROWD]
    assert counts() == (CROWD, CROWD)


def test_a_crowd_asks_once_for_the_recount(database, place, intake, stored):
    crowd(intake, [drafted(database, place) for _ in range(CROWD)])
    [mark] = stored(Mark)
    assert mark.seq == 1


def test_a_lone_citizen_does_not_wait_for_company(database, place, intake, batches):
    assert intake.put(drafted(database, place)) is Outcome.STORED
    assert batches == [1]


def test_one_bad_row_never_fails_its_neighbours(database, place, intake, counts):
    drafts = [drafted(database, place) for _ in range(CROWD)]
    nowhere = replace(place, scan=replace(place.scan, window_id=uuid.uuid4()))
    drafts[3] = drafted(database, nowhere)
    results = crowd(intake, drafts)
    assert isinstance(results.pop(3), sa.exc.IntegrityError)
    assert results == [Outcome.STORED] * (CROWD - 1)
    assert counts() == (CROWD - 1, CROWD - 1)


def test_repeats_and_contradictions_within_one_batch(database, place, intake, stored):
    key = uuid.uuid4()
    drafts = [
        drafted(database, place, key=key, level=5),
        drafted(database, place, key=key, level=5),
        drafted(database, place, key=key, level=1),
        drafted(database, place),
    ]
    outcomes = crowd(intake, drafts)
    assert outcomes[3] is Outcome.STORED
    [kept] = [rating for rating in stored() if rating.client_key == key]
    agreeing = [made for made in drafts[:3] if made.answer.level == kept.level]
    assert outcomes[:3].count(Outcome.STORED) == 1
    assert outcomes[:3].count(Outcome.CONTRADICTION) == 3 - len(agreeing)


def test_a_batch_of_old_acquaintances_writes_nothing(database, place, intake, stored):
    made = drafted(database, place)
    assert intake.put(made) is Outcome.STORED
    assert intake.put(made) is Outcome.SAME
    assert intake.put(drafted(database, place, key=made.client_key, level=1)) is (
        Outcome.CONTRADICTION
    )
    assert [mark.seq for mark in stored(Mark)] == [1]


def test_the_same_page_sent_eight_times_at_once_is_one_rating(app, phone, counts):
    first = phone()
    sent = {**first.hidden, "level": "5", "comment": COMMENT}

    def send():
        client = app.test_client(use_cookies=False)
        return Phone.show(Phone.__new__(Phone), client.post(f"/q/{first.code}", data=sent))

    answers = together(*[send] * CROWD)
    assert {answer.page.status_code for answer in answers} == {201}
    assert len({answer.receipt for answer in answers}) == 1
    assert counts() == (1, 1)


def test_two_processes_with_the_same_page_store_one_rating(settings, database, place, counts):
    other = open_database(settings)
    made = [drafted(database, place) for _ in range(CROWD)]
    acts = [
        lambda opened=opened, drafts=drafts: Intake(opened, operations.store).put(drafts)
        for drafts in made
        for opened in (database, other)
    ]
    outcomes = together(*acts)
    for pair in zip(outcomes[::2], outcomes[1::2], strict=True):
        assert set(pair) == {Outcome.STORED, Outcome.SAME}
    assert counts() == (CROWD, CROWD)
    other.dispose()


def test_opposite_orders_in_two_processes_do_not_wait_in_a_circle(
    settings, database, place, counts
):
    other = open_database(settings)
    for _ in range(10):
        made = [drafted(database, place) for _ in range(20)]

        def write(opened, drafts):
            with opened.batch() as connection:
                return operations.store(connection, drafts)

        results = together(lambda: write(database, made), lambda: write(other, made[::-1]))  # noqa: B023
        assert [len(result) for result in results] == [20, 20]
    assert counts() == (200, 200)
    other.dispose()


@contextmanager
def held(settings, database):
    """Hold the ratings from outside, so that no writer gets in."""
    if database.is_sqlite:
        outside = sqlite3.connect(database.url.database, isolation_level=None)
        outside.execute("BEGIN IMMEDIATE")
        yield
        outside.execute("ROLLBACK")
        outside.close()
        return
    with database.engine.begin() as outside:
        outside.exec_driver_sql("lock table rating in share row exclusive mode")
        yield


@pytest.fixture
def impatient(settings, database):
    """The application with little patience for a locked database."""
    app = create_app(replace(settings, patience=0.2), wsgi.ROOMS)
    yield app
    app.extensions["database"].dispose()


def test_a_locked_database_gives_the_form_back_filled_in(
    settings, database, impatient, counter, counts
):
    phone = Phone(impatient.test_client(use_cookies=False), counter)
    with held(settings, database):
        phone.send(level="2", reasons_21=["delay"], comment=COMMENT)
        assert phone.page.status_code == 503
        assert phone.page.headers["Retry-After"]
        assert "系统正忙" in phone.text
        assert phone.typed_comment == COMMENT
        assert 'value="delay" checked' in phone.text
    assert counts() == (0, 0)
    done = phone.send(level="2", reasons_21=["delay"], comment=COMMENT)
    assert done.page.status_code == 201
    assert counts() == (1, 1)


def test_everybody_who_waits_for_a_locked_database_is_told(
    settings, database, impatient, place, counts
):
    desk = impatient.extensions["ratings"]
    with held(settings, database):
        results = crowd(desk.intake, [drafted(database, place) for _ in range(CROWD)])
    assert {type(result) for result in results} == {sa.exc.OperationalError}
    assert counts() == (0, 0)


def test_a_database_away_gives_back_what_was_typed(settings, phone, stored):
    filled = phone()
    away = (
        "sqlite:////nowhere/at/all.db"
        if "sqlite" in settings.database_url
        else ("postgresql+psycopg://postgres@127.0.0.1:1/none")
    )
    app = create_app(replace(settings, database_url=away), wsgi.ROOMS)
    client = app.test_client(use_cookies=False)
    sent = {**filled.hidden, "level": "2", "reasons-21": ["delay", "evasion"], "comment": COMMENT}
    lost = client.post(f"/q/{filled.code}", data=sent)
    assert lost.status_code == 503
    filled.show(lost)
    assert filled.typed_comment == COMMENT
    assert filled.text.count('name="reasons-21"') == 2
    filled.client = phone().client
    done = filled.send(comment=COMMENT, reasons_21=["delay", "evasion"])
    assert done.page.status_code == 201
    assert stored()[0].reasons == ["evasion", "delay"]


def test_an_acknowledged_rating_is_in_the_database_before_the_answer(database, place, intake):
    made = drafted(database, place)
    seen = []
    database.after_commit(lambda: seen.append(len(rows())))

    def rows():
        with database.reading() as session:
            return session.execute(sa.select(LedgerLeaf.id)).all()

    try:
        intake.put(made)
        assert seen == [1], "the bell rings when others can read it"
    finally:
        database._after_commit.pop()


def test_the_worker_that_recounts_and_who_rates_never_wait_in_a_circle(database):
    """They lock the same marks; PostgreSQL would end one of them with an error."""
    low, high = sorted(work.key(uuid.uuid4(), NOW.date()) for _ in range(2))
    for key, moment in ((high, NOW - timedelta(minutes=1)), (low, NOW)):
        with database.batch() as connection:
            marks.bump(connection, work.RATING_DAY, [key], now=moment)
    job = JOBS[work.RATING_DAY]
    claims = drain._claim(database, work.RATING_DAY, job, NOW)
    assert [claim.key for claim in claims] == [high, low], "what waited longest comes first"
    with database.batch() as connection:
        marks.bump(connection, work.RATING_DAY, [low], now=NOW)
        worker = threading.Thread(target=drain._run, args=(database, job, claims))
        worker.start()
        worker.join(1.3)  # it waits for us, longer than PostgreSQL looks for circles
        marks.bump(connection, work.RATING_DAY, [high], now=NOW)
    worker.join()
    with database.reading() as session:
        assert [mark.error for mark in session.scalars(sa.select(Mark))] == [None, None]
