"""A walk through the pages that looks for what sticks out and what is cut off."""

from service.core.access import ACCESS, Role
from service.web.access import PUBLIC, gate_of
from surveys.complaints.clearing import issue_clearing
from surveys.replies.models import ReplyUse
from surveys.replies.operations import keep_reply
from tests.browser import cut_off, overflow, served
from tests.cast import PEOPLE, Cast
from tests.complaints.conftest import NOW, TEXT, Complaints
from tests.journeys.test_look import NOT_PAGES
from tests.low_ratings.conftest import ANSWER, LowRatings
from tests.rectifications.conftest import Rectifications
from tests.support.conftest import Support
from tests.visits.conftest import Visits

NUMBER = "024-00001234"
CLEARED = "有一件投诉反映柜台无人。经调取监控，当日全程有人值守。"


def live(database, cast):
    """Let one of each matter come up; return what stands for it in an address, by its name."""
    complaints, low, support = (made(database, cast) for made in (Complaints, LowRatings, Support))
    filed = complaints.accept(complaints.file(contact=NUMBER))
    unfounded, cleared = (
        complaints.close(complaints.accept(complaints.file()), finding="unfounded")
        for _ in range(2)
    )
    told = low.told(comment=TEXT)
    low.leave_contact(low.receipts[told.rating_id], NUMBER)
    settled = low.settle(low.verify(low.told(window="county_hall"), by=cast.li), by=cast.li)
    visit_id = Visits(database, cast).log(by=cast.sun)[0].id
    Visits(database, cast).disclose(visit_id)
    with database.transaction() as session:
        chen, wu = complaints.actor(cast.chen), complaints.actor(cast.wu)
        about = {"complaint_id": cleared.id, "person": "张某", "text": CLEARED}
        note = issue_clearing(session, actor=chen, **about, now=NOW)
        words = {"use": ReplyUse.LOW_RATING, "title": "增开柜台", "text": ANSWER}
        template = keep_reply(session, actor=wu, path="210000/210100/", **words, now=NOW)
    return {
        "complaint_id": [filed.id, unfounded.id],
        "clearing_id": [note.id],
        "case_id": [told.id, settled.id],
        "deadline_id": [complaints.deadlines(filed)[0].id],
        "rectification_id": [Rectifications(database, cast).open()],
        "request_id": [support.ask()],
        "template_id": [template.id],
        "visit_id": [visit_id],
        "window_id": [cast.window["city_hall"].id],
        "account_id": [cast.wang.id],
        "channel": ["email"],
        "code": [complaints.code()],
    }


def inside(app, database, cast, found):
    """Return the addresses inside matters, each for a head and for somebody else who may go in."""
    clients = {who: Cast.browser(app, database, getattr(cast, who)) for who in PEOPLE}
    made = []
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(NOT_PAGES) or "GET" not in rule.methods:
            continue
        if len(rule.arguments) != 1 or not rule.arguments <= found.keys():
            continue
        gate = gate_of(app, rule.endpoint, "GET")
        roles = None if gate == PUBLIC else set().union(*(ACCESS[action] for action in gate))
        (name,) = rule.arguments
        for value in found[name]:
            _, path = rule.build({name: value})
            made += [(path, who) for who in _readers(clients, roles, path)]
    return sorted(made, key=str)


def _readers(clients, roles, path):
    """Return the first head and the first other who get the page; nobody where anybody may."""
    if roles is None:
        return [None] if path.startswith(("/q/", "/kiosk/")) else []
    seen = {}
    for who, (_, role, _) in PEOPLE.items():
        is_head = role is Role.HEAD
        if role in roles and is_head not in seen:
            answer = clients[who].get(path)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                seen[is_head] = who
    return list(seen.values())


def faults(app, cast, browser, context_args, paths, *, query, widths):
    """Open each page as its reader; return what sticks out or is cut off, by page and width."""
    wrong, seats = {}, {}
    with served(app) as address:
        for path, who in paths:
            if who not in seats:
                context = browser.new_context(**{**context_args, "base_url": address})
                if who:
                    client = Cast.browser(app, cast.database, getattr(cast, who))
                    cookie = client.get_cookie("session")
                    known = {"name": cookie.key, "value": cookie.value, "url": address}
                    context.add_cookies([known])
                seats[who] = context.new_page()
            page = seats[who]
            page.goto(f"{path}?{query}")
            for width in widths:
                page.set_viewport_size({"width": width, "height": 640})
                found = [f"{overflow(page)} pixels too wide"] if overflow(page) else []
                if found := [*found, *cut_off(page)]:
                    wrong[f"{path} of {who} at {width}"] = found
    return "\n".join(f"{where}: {what}" for where, what in wrong.items())
