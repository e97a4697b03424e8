"""核验证据包：python3 verify.py [证据包.zip 或解压后的文件夹] [--key 公钥指纹]

Checks a pack offline with the standard library alone: names, sizes, hashes, signature, recount.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

MANIFEST, SIGNATURE, SUMS, KEY = "manifest.json", "manifest.sig", "SHA256SUMS", "public-key.txt"
OUTSIDE = {MANIFEST, SIGNATURE, SUMS}
DER_HEAD = bytes.fromhex("302a300506032b6570032100")
CASES = {"complaint": "received", "praise": "praises", "rectification": "asked"}
# Ed25519 (RFC 8032): the field, the curve's constant, the group's order, the base point
P = 2**255 - 19
D = -121665 * pow(121666, P - 2, P) % P
L = 2**252 + 27742317777372353535851937790883648493
ROOT = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
Files = dict[str, bytes]
Entries = dict[str, dict[str, Any]]


class UnreadableError(Exception):
    """It is no pack at all."""


class Failed(ValueError):  # noqa: N818 -- a finding, not a fault of this program
    """A check did not pass; the text says where."""


def _x_of(y: int, sign: int) -> int:
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError("not a point")
    return P - x if x % 2 != sign else x


def _point(data: bytes) -> Point:
    number = int.from_bytes(data, "little")
    y, sign = number % 2**255, number >> 255
    x = _x_of(y, sign)
    return x, y, 1, x * y % P


def _add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, point: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _add(result, point)
        point, number = _add(point, point), number >> 1
    return result


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether ``signature`` (64 bytes) is that of ``key`` (32 bytes) on ``message``."""
    try:
        holder, nonce = _point(key), _point(signature[:32])
    except ValueError:
        return False
    scalar = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or scalar >= L:  # noqa: PLR2004
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    left = _times(scalar, BASE)
    right = _add(nonce, _times(int.from_bytes(digest, "little") % L, holder))
    return not any((left[n] * right[2] - right[n] * left[2]) % P for n in (0, 1))


def unpack(pack: IO[bytes]) -> Files:
    """Return every file of a ZIP by name."""
    with zipfile.ZipFile(pack) as opened:
        names = opened.namelist()
        if len(set(names)) != len(names):
            raise UnreadableError("压缩包里有重名的文件")
        return {name: opened.read(name) for name in names}


def read(where: Path) -> Files:
    """Return every file of a pack by name, from a ZIP or from the folder it was unpacked into."""
    try:
        if where.is_dir():
            paths = [path for path in where.rglob("*") if path.is_file()]
            return {path.relative_to(where).as_posix(): path.read_bytes() for path in paths}
        with where.open("rb") as pack:
            return unpack(pack)
    except Exception as error:  # whatever is wrong with the container, nothing in it can be read
        raise UnreadableError(str(error)) from error


def public_key(files: Files) -> bytes:
    """Return the raw public key (32 bytes) out of ``public-key.txt``."""
    found = re.search(rb"BEGIN PUBLIC KEY-----\s*([A-Za-z0-9+/=\s]+)-----END", files.get(KEY, b""))
    der = base64.b64decode(found[1]) if found else b""
    if len(der) != 44 or not der.startswith(DER_HEAD):  # noqa: PLR2004
        raise Failed(f"{KEY} 里没有公钥")
    return der[len(DER_HEAD) :]


def check_names(files: Files, listed: Entries) -> str:
    """No file is missing, and none is there that the manifest does not name."""
    present = set(files) - OUTSIDE
    missing, extra = (set(listed) - present) | (OUTSIDE - set(files)), present - set(listed)
    if missing or extra:
        raise Failed(
            "、".join([f"缺少 {n}" for n in sorted(missing)] + [f"多出 {n}" for n in sorted(extra)])
        )
    return f"{len(listed)} 个文件"


def check_hashes(files: Files, listed: Entries) -> str:
    """Every file has the size and the SHA-256 that the manifest states."""
    sums = []
    for name, entry in sorted(listed.items()):
        digest = hashlib.sha256(files[name]).hexdigest()
        if (len(files[name]), digest) != (entry["size"], entry["sha256"]):
            raise Failed(f"{name} 被改动过")
        sums.append(f"{digest}  {name}\n")
    if files[SUMS] != "".join(sums).encode():
        raise Failed(f"{SUMS} 与清单不一致")
    return "大小和 SHA-256 一致"


def check_signature(files: Files, manifest: dict[str, Any], wanted: str) -> str:
    """The manifest is signed, and by the key that was published."""
    key = public_key(files)
    fingerprint = hashlib.sha256(key).hexdigest()
    if manifest.get("alg") != "ed25519" or manifest.get("key") != fingerprint:
        raise Failed("清单中的公钥指纹与附带的公钥不一致")
    if not is_signed(key, files[MANIFEST], files[SIGNATURE]):
        raise Failed("签名无效")
    if wanted not in ("", fingerprint):
        raise Failed(f"签名的公钥不是您给出的那一把（指纹 {fingerprint}）")
    return "有效，" + ("公钥指纹一致" if wanted else f"请与公布的指纹核对：{fingerprint}")


def leaves_of(files: Files, manifest: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the public parts of the leaves, each proved by its hash; withheld ones are left out."""
    seen = set()
    for leaf in json.loads(files["leaves.json"]):
        if leaf["hash"] in seen:
            raise Failed("账本条目重复")
        seen.add(leaf["hash"])
        if leaf["body"] is None:
            continue
        if hashlib.sha256(b"\0" + leaf["body"].encode()).hexdigest() != leaf["hash"]:
            raise Failed(f"账本条目 {leaf['hash'][:16]} 与内容不符")
        body = json.loads(leaf["body"])
        if body["window"] != manifest["window_id"]:
            raise Failed(f"账本条目 {leaf['hash'][:16]} 不是这个窗口的")
        if not manifest["first_day"] <= body["day"] <= manifest["last_day"]:
            raise Failed(f"账本条目 {leaf['hash'][:16]} 不在评选期内")
        yield body


def check_recount(files: Files, manifest: dict[str, Any]) -> str:
    """The ratings counted from the leaves are the figures: by level, month and trust grade."""
    figures = json.loads(files["figures.json"])
    leaves = list(leaves_of(files, manifest))
    ratings = [leaf for leaf in leaves if leaf["kind"] == "rating"]
    by_level = Counter(leaf["public"]["level"] for leaf in ratings)
    levels, facts = figures["levels"], figures["facts"]["ratings"]
    for n in range(1, 6):
        received, held, excluded = (levels[k][n - 1] for k in ("received", "held", "excluded"))
        if by_level[n] != received or facts["total"]["levels"][n - 1] != received - held - excluded:
            raise Failed(f"{n} 级评价的条数与账本不符")
    by_month = Counter(f"{leaf['day'][:7]}-01" for leaf in ratings)
    _equal(by_month, ((month["month"], month["ratings"]) for month in facts["months"]), "月份")
    by_grade = Counter(leaf["public"]["grade"] for leaf in ratings)
    _equal(by_grade, facts["grades"].items(), "可信等级")
    begun = [one for one in leaves if one["kind"] in CASES and one["public"]["number"] == 1]
    filed = Counter(leaf["public"].get("kind", leaf["kind"]) for leaf in begun)
    told = figures["facts"]["complaints"] | figures["facts"]["rectifications"]
    if any(filed[one] != told[key] for one, key in CASES.items()):
        raise Failed("投诉、表扬或整改的件数与账本不符")
    return f"{len(ratings)} 条评价、{len(begun)} 件投诉、表扬、建议和整改逐条重数一致"


def _equal(counted: Counter[str], told: Iterable[tuple[str, dict[str, int]]], what: str) -> None:
    figures = {key: sums["n"] + sums["held"] + sums["excluded"] for key, sums in told}
    if {k: n for k, n in counted.items() if n} != {k: n for k, n in figures.items() if n}:
        raise Failed(f"按{what}的条数与账本不符")


def check(files: Files, wanted: str = "") -> Iterator[tuple[str, bool, str]]:
    """Yield (what, passed, words) for each check; ends at the first that does not pass."""
    try:
        manifest = json.loads(files[MANIFEST])
        listed = {entry["path"]: entry for entry in manifest["files"]}
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableError("清单 manifest.json 没有或读不了") from error
    checks: list[tuple[str, Callable[[], str]]] = [
        ("文件齐全", lambda: check_names(files, listed)),
        ("内容未改动", lambda: check_hashes(files, listed)),
        ("签名", lambda: check_signature(files, manifest, wanted)),
        ("逐条重数", lambda: check_recount(files, manifest)),
    ]
    for what, act in checks:
        try:
            yield what, True, act()
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            is_finding = isinstance(error, Failed)
            yield what, False, str(error) if is_finding else f"格式不对（{type(error).__name__}）"
            return


def main(arguments: list[str]) -> int:
    """Check the pack that the arguments name and say what was found."""
    parser = argparse.ArgumentParser(description="核验证据包：0 通过，1 不通过，2 读不了。")
    parser.add_argument("where", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--key", default="", help="出具单位公布的公钥指纹")
    asked, say = parser.parse_args(arguments), sys.stdout.write
    wanted = re.sub("[^0-9a-f]", "", asked.key.lower()) or asked.key
    passed = False
    try:
        for what, passed, words in check(read(asked.where), wanted):
            say(f"{'通过' if passed else '不通过'}  {what}：{words}\n")
    except UnreadableError as error:
        say(f"读不了  {asked.where}：{error}\n")
        return 2
    say("全部通过\n" if passed else "核验不通过：请勿采信，并与出具单位联系。\n")
    return 0 if passed else 1


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]))
