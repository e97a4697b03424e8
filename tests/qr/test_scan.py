"""What somebody with a phone meets, whatever the office did to the code meanwhile."""

import pytest
from sqlalchemy import update

from qr import codes, operations
from qr.pictures import short_url
from service.core import clock
from service.windows.models import ServiceWindow, WindowState
from surveys.forms.operations import load_library


@pytest.fixture
def scan(client, database):
    """Open what the picture of a code holds, as a camera would: no redirect is followed."""
    with database.transaction() as session:
        load_library(session, now=clock.now())

    def opened(code):
        path = short_url("https://mc.example.cn", code).removeprefix("HTTPS://MC.EXAMPLE.CN")
        answer = client.get(path)
        return answer.status_code, answer.get_data(as_text=True)

    return opened


def test_a_scan_opens_the_rating_page_in_one_step(scan, cast):
    status, page = scan(cast.post_code())
    assert status == 200
    assert "新河湾社保经办大厅" in page
    assert 'name="ticket"' in page


def test_a_new_code_works_as_soon_as_it_is_issued(scan, acting, act, cast):
    [made] = act(
        operations.issue_codes, actor=acting("wu"), place="210100-SI-01", whole_windows=True
    )
    assert scan(made.code)[0] == 200


def test_an_old_card_keeps_working_after_it_was_replaced(scan, acting, act, cast):
    old = cast.post_code()
    new = act(operations.replace_code, actor=acting("wu"), code=old, reason="破损")
    status, page = scan(old)
    assert status == 200
    assert new.code in page


def test_a_revoked_code_is_answered_kindly(scan, acting, act, cast):
    code = cast.post_code()
    act(operations.revoke_code, actor=acting("wu"), code=code, reason="撤销")
    status, page = scan(code)
    assert status == 200
    assert "停用" in page
    assert "tel:12333" in page
    assert 'name="level"' not in page


@pytest.mark.parametrize(
    ("state", "words"), [(WindowState.CLOSED, "停用"), (WindowState.MERGED, "新民市就业人才大厅")]
)
def test_a_window_that_is_gone_still_answers(scan, database, cast, state, words):
    code = cast.post_code("city_hall")
    into = cast.window["county_hall"].id if state == WindowState.MERGED else None
    gone = update(ServiceWindow).where(ServiceWindow.id == cast.window["city_hall"].id)
    with database.transaction() as session:
        session.execute(gone.values(state=state, merged_into_id=into))
    status, page = scan(code)
    assert status == 200
    assert words in page


def test_a_typing_error_and_an_unknown_code_get_different_advice(scan, cast):
    code = cast.post_code()
    mistyped, unknown = scan(code[:-1] + "0"), scan(codes.with_check("ZZZZZZZ"))
    assert (mistyped[0], unknown[0]) == (404, 404)
    assert "输错" in mistyped[1]
    assert "没有发放过" in unknown[1]
