"""The access table: role × action. The scope is the place in the tree where a role is granted.

Source: the role and permission table of the programme's rulebook (roles of §5).
"""

import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, false, or_
from sqlalchemy.orm import InstrumentedAttribute


class Role(StrEnum):
    """What a person is, at a place in the organisation tree."""

    INSPECTOR = "inspector"
    HEAD = "head"
    COUNTY_REVIEWER = "county_reviewer"
    CITY_REVIEWER = "city_reviewer"
    HANDLER = "handler"
    PROVINCE = "province"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Action(StrEnum):
    """What can be done, in the users' words."""

    READ_WINDOWS = "read_windows"
    EDIT_WINDOWS = "edit_windows"
    IMPORT_WINDOWS = "import_windows"
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_ACCOUNTS = "read_accounts"
    READ_AUDIT = "read_audit"
    READ_CODES = "read_codes"
    MANAGE_CODES = "manage_codes"
    READ_FIGURES = "read_figures"
    READ_COMMENTS = "read_comments"
    COMPARE_WINDOWS = "compare_windows"
    READ_COMPLAINT_MATTER = "read_complaint_matter"
    ANSWER_COMPLAINT = "answer_complaint"
    HANDLE_COMPLAINT = "handle_complaint"
    APPROVE_COMPLAINT = "approve_complaint"
    READ_COMPLAINT_CASE = "read_complaint_case"
    REVEAL_CONTACT = "reveal_contact"
    REVEAL_WORDS = "reveal_words"
    REVEAL_COMMENTS = "reveal_comments"
    READ_RETENTION = "read_retention"
    READ_LOW_RATINGS = "read_low_ratings"
    ANSWER_LOW_RATING = "answer_low_rating"
    DECIDE_APPEAL = "decide_appeal"
    CALL_BACK = "call_back"
    LOG_VISIT = "log_visit"
    READ_VISITS = "read_visits"
    DISCLOSE_VISIT = "disclose_visit"
    READ_DISCLOSED_VISITS = "read_disclosed_visits"
    PLAN_VISITS = "plan_visits"
    READ_PLANS = "read_plans"
    READ_FORMS = "read_forms"
    EDIT_FORMS = "edit_forms"
    NOMINATE = "nominate"
    READ_CANDIDACY = "read_candidacy"
    GIVE_COUNTY_OPINION = "give_county_opinion"
    GIVE_CITY_OPINION = "give_city_opinion"
    REVIEW_CANDIDACY = "review_candidacy"
    MANAGE_CYCLES = "manage_cycles"
    REQUEST_PACK = "request_pack"
    READ_PACKS = "read_packs"
    READ_RECTIFICATIONS = "read_rectifications"
    OPEN_RECTIFICATION = "open_rectification"
    RECTIFY = "rectify"
    RECHECK_RECTIFICATION = "recheck_rectification"
    READ_DEADLINES = "read_deadlines"
    KEEP_DEADLINES = "keep_deadlines"
    OWN_ACCOUNT = "own_account"
    ISSUE_ACT_TICKETS = "issue_act_tickets"
    ENTER_RATINGS = "enter_ratings"
    DECIDE_HELD_RATINGS = "decide_held_ratings"
    RETRY_DELIVERIES = "retry_deliveries"
    READ_SUPPORT = "read_support"
    ASK_SUPPORT = "ask_support"
    ANSWER_SUPPORT = "answer_support"
    EDIT_REPLIES = "edit_replies"


R = Role
_EVERYBODY = frozenset(Role)
_REVIEWERS = frozenset({R.COUNTY_REVIEWER, R.CITY_REVIEWER, R.PROVINCE})
#: who reads what concerns his windows: those above them, their heads, who handles and who audits
_READERS = _REVIEWERS | {R.HEAD, R.HANDLER, R.AUDITOR}

ACCESS: dict[Action, frozenset[Role]] = {
    Action.READ_WINDOWS: _EVERYBODY,
    Action.EDIT_WINDOWS: frozenset({R.PROVINCE, R.CITY_REVIEWER}),
    Action.IMPORT_WINDOWS: frozenset({R.PROVINCE}),
    Action.MANAGE_ACCOUNTS: frozenset({R.ADMIN, R.PROVINCE}),
    Action.READ_ACCOUNTS: frozenset({R.ADMIN, R.PROVINCE, R.AUDITOR}),
    Action.READ_AUDIT: frozenset({R.AUDITOR, R.ADMIN}),
    Action.READ_CODES: _REVIEWERS | {R.HEAD, R.AUDITOR},
    Action.MANAGE_CODES: frozenset({R.PROVINCE, R.CITY_REVIEWER}),
    Action.READ_FIGURES: _READERS,
    Action.READ_COMMENTS: _READERS,
    Action.COMPARE_WINDOWS: _REVIEWERS | {R.HANDLER, R.AUDITOR},
    Action.READ_COMPLAINT_MATTER: _READERS,
    Action.ANSWER_COMPLAINT: frozenset({R.HEAD}),
    Action.HANDLE_COMPLAINT: frozenset({R.HANDLER}),
    Action.APPROVE_COMPLAINT: frozenset({R.HANDLER, R.PROVINCE}),
    Action.READ_COMPLAINT_CASE: frozenset({R.HANDLER, R.PROVINCE, R.AUDITOR}),
    Action.REVEAL_CONTACT: frozenset({R.HANDLER, R.PROVINCE, R.AUDITOR}),
    Action.REVEAL_WORDS: frozenset({R.HANDLER}),
    Action.REVEAL_COMMENTS: frozenset({R.PROVINCE, R.AUDITOR}),
    Action.READ_RETENTION: frozenset({R.AUDITOR}),
    Action.READ_LOW_RATINGS: _READERS,
    # a unit above answers only what has gone up to it
    Action.ANSWER_LOW_RATING: _REVIEWERS | {R.HEAD},
    Action.DECIDE_APPEAL: _REVIEWERS | {R.HANDLER},
    Action.CALL_BACK: _REVIEWERS | {R.HANDLER},
    Action.LOG_VISIT: frozenset({R.INSPECTOR}),
    Action.READ_VISITS: frozenset({R.PROVINCE, R.AUDITOR}),
    Action.DISCLOSE_VISIT: frozenset({R.PROVINCE}),
    Action.READ_DISCLOSED_VISITS: _READERS,
    # whoever is checked must not learn that a plan exists, not even by what a plan of his meets
    Action.PLAN_VISITS: frozenset({R.PROVINCE}),
    Action.READ_PLANS: frozenset({R.PROVINCE, R.AUDITOR}),
    Action.READ_FORMS: _EVERYBODY,
    Action.EDIT_FORMS: frozenset({R.PROVINCE}),
    Action.NOMINATE: frozenset({R.HEAD, R.COUNTY_REVIEWER, R.CITY_REVIEWER, R.PROVINCE}),
    Action.READ_CANDIDACY: _REVIEWERS | {R.HEAD, R.AUDITOR},
    Action.GIVE_COUNTY_OPINION: frozenset({R.COUNTY_REVIEWER}),
    Action.GIVE_CITY_OPINION: frozenset({R.CITY_REVIEWER}),
    Action.REVIEW_CANDIDACY: frozenset({R.PROVINCE}),
    Action.MANAGE_CYCLES: frozenset({R.PROVINCE}),
    Action.REQUEST_PACK: frozenset({R.PROVINCE}),
    Action.READ_PACKS: frozenset({R.PROVINCE, R.AUDITOR}),
    Action.READ_RECTIFICATIONS: _READERS,
    Action.OPEN_RECTIFICATION: _REVIEWERS | {R.HEAD, R.HANDLER},
    Action.RECTIFY: frozenset({R.HEAD, R.COUNTY_REVIEWER, R.CITY_REVIEWER}),
    Action.RECHECK_RECTIFICATION: _REVIEWERS | {R.HANDLER},
    Action.READ_DEADLINES: _READERS,
    Action.KEEP_DEADLINES: _REVIEWERS | {R.HEAD, R.HANDLER},
    Action.OWN_ACCOUNT: _EVERYBODY,
    # a window must not vouch for itself, nor enter or judge what was said of it
    Action.ISSUE_ACT_TICKETS: frozenset({R.PROVINCE, R.CITY_REVIEWER}),
    Action.ENTER_RATINGS: frozenset({R.HANDLER}),
    Action.DECIDE_HELD_RATINGS: frozenset({R.PROVINCE, R.CITY_REVIEWER, R.HANDLER}),
    Action.RETRY_DELIVERIES: frozenset({R.ADMIN}),
    Action.READ_SUPPORT: _REVIEWERS | {R.HEAD, R.AUDITOR},
    Action.ASK_SUPPORT: frozenset({R.HEAD}),
    Action.ANSWER_SUPPORT: _REVIEWERS,
    Action.EDIT_REPLIES: _REVIEWERS | {R.HEAD},
}


@dataclass(frozen=True)
class Granted:
    """One role at one place; ``path`` is the place's path in the tree, ending in ``/``."""

    role: Role
    path: str


@dataclass(frozen=True)
class Actor:
    """The person who acts, as far as permissions are concerned."""

    id: uuid.UUID
    name: str
    grants: tuple[Granted, ...]

    def paths(self, action: Action) -> tuple[str, ...]:
        """Return the places below which this person may do ``action``."""
        allowed = ACCESS[action]
        return tuple(sorted({grant.path for grant in self.grants if grant.role in allowed}))

    def may(self, action: Action, path: str | None = None) -> bool:
        """Tell whether this person may do ``action`` at ``path`` (or anywhere)."""
        places = self.paths(action)
        return bool(places) if path is None else any(path.startswith(place) for place in places)

    def has(self, role: Role) -> bool:
        """Tell whether this person holds ``role`` anywhere."""
        return any(grant.role is role for grant in self.grants)


def within(column: InstrumentedAttribute[Any], actor: Actor, action: Action) -> ColumnElement[bool]:
    """Return the condition that keeps a query inside what ``actor`` may do ``action`` on."""
    places: list[Any] = [column.startswith(path, autoescape=True) for path in actor.paths(action)]
    return or_(*places) if places else false()
