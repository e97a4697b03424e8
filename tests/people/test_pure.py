"""Passwords, codes, redirects and devices: rules that need no database."""

from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from service.people import devices, factors, passwords
from service.people.redirects import local

NEAR = ["沈阳", "zhao", "赵省厅"]
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("短密码", passwords.TOO_SHORT),
        ("x" * 129, passwords.TOO_LONG),
        ("我在人社大厅的第一天", passwords.TOO_SHORT),
        ("我在人社大厅上班的第一天", passwords.TOO_NEAR),
        ("三号窗口的绿萝又开花了呀", passwords.TOO_NEAR),
        ("我爱沈阳的冬天和雪花呢呀", passwords.TOO_NEAR),
        ("ZHAO-likes-tea-1998", passwords.TOO_NEAR),
        ("我是赵省厅请记住我好吗谢谢", passwords.TOO_NEAR),
        ("password1234", passwords.TOO_COMMON),
        ("1234567890123", passwords.TOO_COMMON),
        ("qwertyuiop12", passwords.TOO_COMMON),
        ("aaaaaaaaaaaaaa", passwords.TOO_COMMON),
        ("abcabcabcabcabc", passwords.TOO_COMMON),
        ("Admin@admin123", passwords.TOO_COMMON),
        ("woaini5201314", passwords.TOO_COMMON),
        ("窗外的云一朵一朵往北走", passwords.TOO_SHORT),
        ("窗外的云一朵一朵往北走着", None),
        ("correct horse battery staple", None),
        ("kX9-mT4-wQ7-zR2", None),
    ],
)
def test_a_password_is_long_and_not_easy_to_guess(password, why):
    assert passwords.refusal(password, NEAR) == why


@given(st.text(max_size=200))
def test_no_password_breaks_the_judge(password):
    refusal = passwords.refusal(password, NEAR)
    if refusal is None:
        assert passwords.SHORTEST <= len(password) <= passwords.LONGEST


def test_a_handed_out_password_passes_its_own_judge_and_is_never_the_same():
    issued = {passwords.issue() for _ in range(3)}
    assert len({password for password, _ in issued}) == 3
    for password, encoded in issued:
        assert passwords.refusal(password, NEAR) is None
        assert passwords.matches(encoded, password)
        assert not passwords.matches(encoded, password + "x")


def test_a_name_that_nobody_has_is_hashed_as_expensively():
    assert not passwords.HASHER.check_needs_rehash(passwords.NOBODY)
    assert not passwords.matches(None, "anything")
    assert not passwords.matches("not a hash", "anything")


def test_an_old_hash_is_renewed_and_a_present_one_kept():
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("窗外的云")
    assert passwords.matches(passwords.renewed(weak, "窗外的云"), "窗外的云")
    assert passwords.renewed(passwords.hashed("窗外的云"), "窗外的云") is None
    assert passwords.renewed(None, "窗外的云") is None


def test_codes_are_those_of_the_standard():
    """RFC 6238, appendix B: the SHA-1 vectors, last six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for moment, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        assert factors.code_at(secret, moment // 30) == code


def test_a_code_is_good_for_its_step_and_the_neighbours_and_once():
    secret, step = factors.new_secret(), int(NOW.timestamp()) // 30
    for distance, fits in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        code = factors.code_at(secret, step + distance)
        found = factors.step_of(secret, code, now=NOW, after=0)
        assert found == (step + distance if fits else None)
    code = factors.code_at(secret, step)
    assert factors.step_of(secret, code, now=NOW, after=step) is None


def test_the_app_can_read_the_picture():
    address = factors.address("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "zhao", "Mingchuang")
    assert address.startswith("otpauth://totp/Mingchuang:zhao?")
    assert factors.picture(address).startswith("data:image/svg+xml;base64,")


def test_recovery_codes_are_ten_and_all_different():
    codes = factors.recovery_codes()
    assert len(set(codes)) == 10
    assert {len(code) for code in codes} == {14}


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/windows?page=2", "/windows?page=2"),
        ("/", "/"),
        ("", "/home"),
        ("windows", "/home"),
        ("//evil.example", "/home"),
        ("/\\evil.example", "/home"),
        ("\\\\evil.example", "/home"),
        ("https://evil.example/", "/home"),
        ("javascript:alert(1)", "/home"),
        ("/\t/evil.example", "/home"),
        ("/a\r\nSet-Cookie: x=1", "/home"),
    ],
)
def test_a_sign_in_leads_only_to_this_site(target, leads_to):
    assert local(target, "/home") == leads_to


@given(st.text(max_size=80))
def test_no_text_leads_elsewhere(target):
    path = local(target, "/home")
    assert path.startswith("/")
    assert not path.startswith(("//", "/\\"))
    assert path.isprintable()


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126 Mobile Safari/537.36",
            "Chrome · Android",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126 Safari/537.36 Edg/126", "Edge · Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari MicroMessenger/8",
            "微信 · iPhone",
        ),
        ("curl/8.5", "curl"),
        ("", ""),
    ],
)
def test_devices_have_names(agent, words):
    assert devices.describe(agent) == words
