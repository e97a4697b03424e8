"""Passwords: Argon2id, what makes one too easy, and one-time ones for invitations."""

import re
import secrets
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from service.core.crypto import CROCKFORD
from service.core.problems import N_

SHORTEST, LONGEST = 12, 128
#: letters that must be left when all that is predictable is taken out
ESSENCE = 6
# 19 MiB, two passes, one lane: OWASP's recommendation, about 50 ms
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
#: verified when nobody has the typed name, so that it takes as long (hash of a lost random word)
NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$PqLVLV/Jep1Ed3DY3vJ27g"
    "$oZUTmWanUeW5A157Iy3vAKPJ2SkAkhDmKgZcck1zpdc"
)

SERVICE_WORDS = ("人社", "窗口", "12333", "renshe", "chuangkou")
COMMON_WORDS = [
    "password",
    "passw0rd",
    "p@ssw0rd",
    "admin",
    "administrator",
    "root",
    "user",
    "guest",
    "welcome",
    "letmein",
    "login",
    "master",
    "secret",
    "iloveyou",
    "woaini",
    "dragon",
    "monkey",
    "shadow",
    "sunshine",
    "princess",
    "football",
    "abc123",
    "a1b2c3",
    "qazwsx",
    "1qaz2wsx",
    "zaq12wsx",
    "5201314",
    "1314520",
    "1314",
    "520",
    "我爱你",
    "密码",
    "管理员",
]
ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
RUN = 4

TOO_SHORT = N_("密码至少 12 个字符。")
TOO_LONG = N_("密码最多 128 个字符。")
TOO_COMMON = N_("这个密码太容易被猜到，请不要用常见词、连续或重复的字符。")
TOO_NEAR = N_("密码里不要出现人社、窗口、城市名、姓名或用户名。")


def hashed(password: str) -> str:
    """Return the encoded hash (slow on purpose: call it outside a write transaction)."""
    return HASHER.hash(password)


def matches(encoded: str | None, password: str) -> bool:
    """Tell whether ``password`` belongs to ``encoded``; it takes as long without one."""
    try:
        return HASHER.verify(encoded or NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False


def renewed(encoded: str | None, password: str) -> str | None:
    """Return a new hash of a right password where the old one was made with weaker settings."""
    return hashed(password) if encoded and HASHER.check_needs_rehash(encoded) else None


def issue() -> tuple[str, str]:
    """Return a random password of 80 bits to hand over (four groups of four), and its hash."""
    letters = "".join(secrets.choice(CROCKFORD) for _ in range(16))
    password = "-".join(re.findall("....", letters))
    return password, hashed(password)


def refusal(password: str, words: Iterable[str]) -> str | None:
    """Return why a password may not be chosen, or None.

    ``words`` are names near at hand: cities, the person's own name and account.
    """
    if len(password) < SHORTEST:
        return TOO_SHORT
    if len(password) > LONGEST:
        return TOO_LONG
    plain = password.lower()
    if any(word.lower() in plain for word in (*SERVICE_WORDS, *words) if len(word) > 1):
        return TOO_NEAR
    return TOO_COMMON if len(_essence(plain)) < ESSENCE else None


def _essence(plain: str) -> str:
    """Take out common words, runs along the alphabet or the keyboard, and what is repeated."""
    for word in sorted(COMMON_WORDS, key=len, reverse=True):
        plain = plain.replace(word, "")
    for row in (*ROWS, *(row[::-1] for row in ROWS)):
        for length in range(len(row), RUN - 1, -1):
            for start in range(len(row) - length + 1):
                plain = plain.replace(row[start : start + length], "")
    return re.sub(r"(.+?)\1+", r"\1", plain)
