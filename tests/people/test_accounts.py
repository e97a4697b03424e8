"""Who may invite, promote, shut out and reset whom."""

import re
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.core import clock
from service.core.access import Role
from service.core.audit import AuditEvent
from service.core.problems import Problem
from service.people import management, passwords
from service.people.models import Account, Grant
from tests.cast import PASSWORD, csrf_of

HASH = passwords.hashed(PASSWORD)


def refused(code):
    return pytest.raises(Problem, check=lambda problem: problem.code == code)


def invite(act, actor, **given):
    wanted = {
        "username": "han",
        "display_name": "韩窗长",
        "role": Role.HEAD,
        "place": "210181001-GRASS-01",
        "password_hash": HASH,
        **given,
    }
    return act(management.invite, actor=actor, **wanted)


def post(browser, path, page, **form):
    return browser.post(path, data={"csrf_token": csrf_of(browser.get(page)), **form})


def test_somebody_is_invited_with_a_password_shown_once(cast, app, sign_in, enter):
    office = sign_in(cast.zhao)
    page = post(
        office,
        "/accounts/new",
        "/accounts/new",
        username="Han",
        display_name="韩窗长",
        role="head",
        place="210181001-GRASS-01",
    ).get_data(as_text=True)
    password = re.search(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", page)[0]
    shown = re.search(r"/accounts/([0-9a-f-]{36})/", page)[1]
    assert password not in office.get(f"/accounts/{shown}").get_data(as_text=True)
    assert enter("han", password).status_code == 303


@pytest.mark.parametrize("name", ["wang", "sun", "zhou", "wu", "feng", "chen", "chu"])
def test_only_the_province_and_administrators_invite(act, acting, cast, name):
    with refused("invalid_input") as caught:
        invite(act, acting(name))
    assert "place" in caught.value.fields


def test_nobody_invites_outside_the_own_place(act, acting, cast, database):
    with database.transaction() as session:
        session.add(
            Grant(account_id=cast.wu.id, role=Role.ADMIN, org_unit_id=cast.unit["210100"].id)
        )
    wu = acting("wu")
    assert invite(act, wu).username == "han"
    for place in ("211224-SI-01", "211200", "210000"):
        with refused("invalid_input") as caught:
            invite(act, wu, username="new", place=place, role=Role.HANDLER)
        assert list(caught.value.fields) == ["place"]


@pytest.mark.parametrize(
    ("role", "place", "fits"),
    [
        (Role.HEAD, "210100-SI-01", True),
        (Role.HEAD, "210100", False),
        (Role.INSPECTOR, "210100", True),
        (Role.INSPECTOR, "210100-SI-01", False),
        (Role.COUNTY_REVIEWER, "210181", True),
        (Role.COUNTY_REVIEWER, "210100", False),
        (Role.CITY_REVIEWER, "210100", True),
        (Role.CITY_REVIEWER, "210181", False),
        (Role.HANDLER, "210181", True),
        (Role.HANDLER, "210181001", False),
        (Role.PROVINCE, "210000", True),
        (Role.PROVINCE, "210100", False),
        (Role.AUDITOR, "210000", True),
        (Role.ADMIN, "210100", False),
        (Role.ADMIN, "999999", False),
    ],
)
def test_each_role_has_its_places(act, acting, cast, role, place, fits):
    if fits:
        invite(act, acting("zhao"), role=role, place=place)
        return
    with refused("invalid_input") as caught:
        invite(act, acting("zhao"), role=role, place=place)
    assert list(caught.value.fields) == ["place"]


@pytest.mark.parametrize("username", ["zhao", "ZHAO", "王", "a b", "-x", "x" * 41, "a"])
def test_a_name_must_be_free_and_typeable(act, acting, cast, username):
    with refused("invalid_input") as caught:
        invite(act, acting("zhao"), username=username)
    assert list(caught.value.fields) == ["username"]


def test_roles_are_given_and_taken_but_the_last_one_stays(act, acting, cast, database):
    given = {"actor": acting("wei"), "account_id": cast.zhou.id}
    grant = act(management.grant_role, **given, role=Role.COUNTY_REVIEWER, place="211224")
    assert acting("zhou").paths(management.Action.READ_FIGURES) == (
        "210000/210100/210181/",
        "210000/211200/211224/",
    )
    with refused("invalid_input"):
        act(management.grant_role, **given, role=Role.COUNTY_REVIEWER, place="211224")
    act(management.revoke_role, **given, grant_id=grant.id)
    with database.reading() as session:
        (left,) = session.scalars(select(Grant).where(Grant.account_id == cast.zhou.id))
    with refused("last_role"):
        act(management.revoke_role, **given, grant_id=left.id)
    with refused("not_found"):
        act(management.revoke_role, **given, grant_id=uuid.uuid4())


def test_a_revoked_role_is_gone_at_the_next_click(act, acting, cast, sign_in, database):
    zhou = sign_in(cast.zhou)
    act(
        management.grant_role,
        actor=acting("wei"),
        account_id=cast.zhou.id,
        role=Role.COUNTY_REVIEWER,
        place="211224",
    )
    hall = f"/windows/{cast.window['county_hall'].id}"
    assert zhou.get(hall).status_code == 200
    with database.reading() as session:
        query = select(Grant).where(
            Grant.account_id == cast.zhou.id, Grant.org_unit_id == cast.unit["210181"].id
        )
        grant = session.scalars(query).one()
    act(
        management.revoke_role,
        actor=acting("wei"),
        account_id=cast.zhou.id,
        grant_id=grant.id,
    )
    assert zhou.get(hall).status_code == 404


def test_nobody_touches_the_own_account(act, acting, cast):
    wei = {"actor": acting("wei"), "account_id": cast.wei.id}
    for operation, further in (
        (management.disable_account, {}),
        (management.enable_account, {}),
        (management.reset_factor, {}),
        (management.reset_password, {"password_hash": HASH}),
        (management.grant_role, {"role": Role.PROVINCE, "place": "210000"}),
        (management.revoke_role, {"grant_id": uuid.uuid4()}),
    ):
        with refused("own_account"):
            act(operation, **wei, **further)


def test_an_account_with_a_role_higher_up_is_out_of_reach(act, acting, cast, database):
    """Administration of one city does not reach a person who also serves the province."""
    with database.transaction() as session:
        session.add_all(
            [
                Grant(account_id=cast.wu.id, role=Role.ADMIN, org_unit_id=cast.unit["210100"].id),
                Grant(
                    account_id=cast.wang.id, role=Role.HANDLER, org_unit_id=cast.unit["210000"].id
                ),
            ]
        )
    for account, code in ((cast.wang, "not_found"), (cast.zheng, "not_found")):
        with refused(code):
            act(management.disable_account, actor=acting("wu"), account_id=account.id)
    act(management.disable_account, actor=acting("wu"), account_id=cast.li.id)


def test_shutting_out_ends_log_ins_and_tokens(act, acting, cast, sign_in, enter):
    browser = sign_in(cast.li)
    act(management.disable_account, actor=acting("wei"), account_id=cast.li.id)
    assert browser.get("/account").status_code == 302
    act(management.enable_account, actor=acting("wei"), account_id=cast.li.id)
    assert browser.get("/account").status_code == 302
    assert enter("li").status_code == 303


def test_a_reset_hands_out_a_new_password(act, acting, cast, sign_in, enter, database):
    browser, office = sign_in(cast.li), sign_in(cast.zhao)
    path = f"/accounts/{cast.li.id}"
    page = post(office, f"{path}/reset-password", path).get_data(as_text=True)
    password = re.search(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", page)[0]
    assert browser.get("/account").status_code == 302
    assert enter("li").status_code == 401
    assert enter("li", password).status_code == 303
    with database.reading() as session:
        until = session.get(Account, cast.li.id).initial_until
    assert timedelta(days=6) < until - clock.now() <= timedelta(days=7)


def test_the_list_is_narrowed_by_role_and_words(cast, sign_in):
    office = sign_in(cast.zhao)
    page = office.get("/accounts?role=head").get_data(as_text=True)
    assert "王窗长" in page
    assert "赵省厅" not in page.replace('"me"', "").split("<main")[1]
    assert "李窗长" in office.get("/accounts?text=李").get_data(as_text=True).split("<main")[1]
    assert "没有符合条件" in office.get("/accounts?text=%25").get_data(as_text=True)


def test_the_auditor_reads_accounts_and_changes_none(cast, sign_in):
    auditor = sign_in(cast.chu)
    page = auditor.get(f"/accounts/{cast.wang.id}")
    assert page.status_code == 200
    assert "停用账号" not in page.get_data(as_text=True)
    token = csrf_of(auditor.get("/account"))
    answer = auditor.post(f"/accounts/{cast.wang.id}/disable", data={"csrf_token": token})
    assert answer.status_code == 404


def test_the_audit_tells_who_did_what(act, acting, cast, sign_in):
    act(management.disable_account, actor=acting("wei"), account_id=cast.li.id)
    invite(act, acting("zhao"))
    auditor = sign_in(cast.chu)
    whole = auditor.get("/audit").get_data(as_text=True)
    assert "停用账号" in whole
    assert "卫管理" in whole
    assert "place=210181001-GRASS-01" in whole
    main = auditor.get("/audit?action=disable_account").get_data(as_text=True).split("<table")[1]
    assert "赵省厅" not in main
    assert str(cast.li.id) in main
    today = clock.today().isoformat()
    assert "<table" in auditor.get(f"/audit?since={today}&until={today}").get_data(as_text=True)
    assert "没有符合条件" in auditor.get("/audit?until=2020-01-01").get_data(as_text=True)
    assert auditor.get("/audit?since=yesterday").status_code == 422


def test_no_act_in_the_audit_holds_a_password(act, acting, cast, database, enter):
    invite(act, acting("zhao"))
    enter("zhao")
    with database.reading() as session:
        for event in session.scalars(select(AuditEvent)):
            assert PASSWORD not in str(event.details)
            assert HASH not in str(event.details)


def test_an_operator_makes_the_first_administrator(app, database, cast):
    command = app.test_cli_runner()
    result = command.invoke(args=["people", "add", "root2", "--name", "郑管理", "--role", "admin"])
    assert result.exit_code == 0, result.output
    assert re.search(r"root2 {2}([0-9A-Z]{4}-){3}[0-9A-Z]{4}", result.output)
    again = command.invoke(args=["people", "add", "root2", "--name", "郑管理"])
    assert again.exit_code == 1
    nowhere = command.invoke(args=["people", "add", "root3", "--name", "某", "--at", "000000"])
    assert "000000" in nowhere.output
