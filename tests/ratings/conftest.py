"""What the stories of ratings start from: a posted code, the form published, a phone."""

import html
import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from service.core import clock
from service.core.ledger import LedgerLeaf
from surveys.forms.operations import load_library
from surveys.ratings.models import Rating
from surveys.ratings.reception import Reception
from tests.cast import rows

#: Tuesday afternoon in Shenyang
NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
COMMENT = "等候时间不长，讲得清楚，一次就办好了。"
RECEIPT = re.compile(r"<strong>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})</strong>")


class Phone:
    """A citizen's browser without JavaScript and cookies, in front of a counter."""

    def __init__(self, client, code, query=""):
        self.client, self.code, self.query = client, code, query
        self.show(client.get(f"/q/{code}{query}"))

    def show(self, answer):
        """Take an answer as the page that is now open."""
        self.page, self.text = answer, answer.get_data(as_text=True)
        hidden = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', self.text)
        self.hidden = {name: html.unescape(value) for name, value in hidden}
        return self

    def send(self, **typed):
        """Fill in the page that is open and send it; ``reasons_54=…`` ticks boxes,
        ``dimension_skill=…`` judges one side."""
        typed = {re.sub("^(reasons|dimension)_", r"\1-", name): typed[name] for name in typed}
        address = f"/q/{self.code}{self.query}"
        return self.show(self.client.post(address, data={**self.hidden, **typed}))

    @property
    def receipt(self):
        found = RECEIPT.search(self.text)
        assert found, self.text
        return found[1]

    @property
    def typed_comment(self):
        return html.unescape(re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", self.text, re.S)[1])


@pytest.fixture(autouse=True)
def at_now():
    with clock.at(NOW):
        yield NOW


@pytest.fixture
def counter(database, cast):
    """The code of the city hall's first counter, with the form published."""
    with database.transaction() as session:
        load_library(session, now=NOW)
    return cast.post_code()


@pytest.fixture
def place(database, counter):
    return Reception(database).place(counter)


@pytest.fixture
def phone(app, counter):
    """Open the rating page on a phone of its own."""

    def opened(code=counter, query=""):
        return Phone(app.test_client(use_cookies=False), code, query)

    return opened


@pytest.fixture
def stored(database):
    """Read what is in the database: ``stored()`` the ratings, ``stored(LedgerLeaf)`` the leaves."""

    def read(model=Rating):
        with database.reading() as session:
            return rows(session, model)

    return read


@pytest.fixture
def counts(database):
    """Return how many ratings and leaves there are."""

    def read():
        with database.reading() as session:
            models = (Rating, LedgerLeaf)
            return tuple(session.scalar(select(func.count()).select_from(m)) for m in models)

    return read
