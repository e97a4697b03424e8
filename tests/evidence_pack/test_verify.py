"""An outsider checks a pack with Python alone, and no change passes."""

import io
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from service.core.crypto import Keyring
from workers.evidence import archive, verify

pytestmark = pytest.mark.one_backend

MUTATIONS = 240


@pytest.fixture(scope="module")
def built():
    """What was built once for this page."""
    return {}


@pytest.fixture
def files(built, database, request):
    """The files of a pack of a lively year, by name; the same one for every test."""
    if not built:
        request.getfixturevalue("lived")
        built.update(verify.unpack(io.BytesIO(_pack(request))))
    return dict(built)


def _pack(request):
    return request.getfixturevalue("made")(request.getfixturevalue("ask")())


@pytest.fixture
def key(database):
    return archive.fingerprint(database.keys)


def passes(files, key=""):
    try:
        return all(passed for _, passed, _ in verify.check(dict(files), key))
    except verify.UnreadableError:
        return False


def run(*arguments):
    """Run the program as somebody outside would: a clean interpreter, nothing but Python."""
    return subprocess.run(
        [sys.executable, "-I", *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_a_clean_interpreter_says_that_everything_is_right(files, key, tmp_path):
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    inside = run(tmp_path / "verify.py")
    assert inside.returncode == 0, inside.stdout
    assert inside.stdout.count("通过  ") == 4
    assert "不通过" not in inside.stdout
    assert key in inside.stdout
    named = run(tmp_path / "verify.py", tmp_path, "--key", key.upper())
    assert (named.returncode, "公钥指纹一致" in named.stdout) == (0, True)


def test_the_zip_is_checked_as_it_came(lived, request, tmp_path):
    (tmp_path / "pack.zip").write_bytes(_pack(request))
    program = Path(verify.__file__)
    assert run(program, tmp_path / "pack.zip").returncode == 0
    (tmp_path / "broken.zip").write_bytes(b"PK nothing")
    assert run(program, tmp_path / "broken.zip").returncode == 2
    assert run(program, tmp_path / "missing.zip").returncode == 2


def test_what_was_changed_is_said(files, tmp_path):
    files["report.pdf"] += b"%"
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    told = run(tmp_path / "verify.py")
    assert told.returncode == 1
    assert "report.pdf 被改动过" in told.stdout
    assert "核验不通过" in told.stdout


def test_hundreds_of_changes_are_all_noticed(files):
    """Bits flipped in every file, files dropped, added, renamed, swapped and emptied."""
    dice, names = random.Random(2016), sorted(files)
    noticed = 0
    for n in range(MUTATIONS):
        name, changed = names[n % len(names)], dict(files)
        data = bytearray(changed[name])
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        changed[name] = bytes(data)
        noticed += not passes(changed)
    assert noticed == MUTATIONS
    for name in names:
        assert not passes({k: v for k, v in files.items() if k != name})
        assert not passes({**files, name: b""})
        assert not passes({**files, f"{name}.bak": files[name]})
        assert not passes({(k + "x" if k == name else k): v for k, v in files.items()})
    assert not passes({**files, "report.pdf": files["approval-form.pdf"]})
    assert passes(files)


def resealed(files, keys, change):
    """Change what is inside and seal it anew, as somebody with a key of his own would."""
    about = json.loads(files["manifest.json"])
    inner = {
        name: data for name, data in files.items() if name not in {*verify.OUTSIDE, verify.KEY}
    }
    change(inner)
    told = {k: v for k, v in about.items() if k not in {"files", "alg", "key", "format"}}
    return verify.unpack(io.BytesIO(archive.seal(inner, told, keys)))


def better(inner):
    figures = json.loads(inner["figures.json"])
    figures["facts"]["ratings"]["total"]["levels"][4] += 1
    inner["figures.json"] = json.dumps(figures).encode()


def test_another_key_is_caught_by_the_published_fingerprint(files, key):
    forged = resealed(files, Keyring.generate(), lambda inner: None)
    assert passes(forged)  # nothing inside the pack can tell who made it
    assert not passes(forged, key)
    assert passes(files, key)


def test_changed_figures_fail_the_recount_even_with_the_right_key(files, database, key):
    assert not passes(resealed(files, database.keys, better), key)


@pytest.mark.parametrize("where", ["received", "held", "excluded"])
def test_no_count_by_level_can_be_shifted(files, database, where):
    def shift(inner):
        figures = json.loads(inner["figures.json"])
        figures["levels"][where][0] += 1
        inner["figures.json"] = json.dumps(figures).encode()

    assert not passes(resealed(files, database.keys, shift))


@pytest.mark.parametrize("kind", ["rating", "complaint", "rectification"])
def test_a_leaf_left_out_is_missed(files, database, kind):
    def leave_out(inner):
        leaves = json.loads(inner["leaves.json"])
        place = next(n for n, leaf in enumerate(leaves) if f'"kind":"{kind}"' in str(leaf["body"]))
        del leaves[place]
        inner["leaves.json"] = json.dumps(leaves).encode()

    assert not passes(resealed(files, database.keys, leave_out))


def test_a_leaf_put_in_twice_or_rewritten_is_noticed(files, database):
    def twice(inner):
        leaves = json.loads(inner["leaves.json"])
        inner["leaves.json"] = json.dumps([*leaves, leaves[0]]).encode()

    def rewrite(inner):
        inner["leaves.json"] = inner["leaves.json"].replace(b'\\"level\\":1', b'\\"level\\":5')

    assert not passes(resealed(files, database.keys, twice))
    assert not passes(resealed(files, database.keys, rewrite))


def test_months_and_grades_are_recounted_too(files, database):
    def month(inner):
        figures = json.loads(inner["figures.json"])
        months = [m for m in figures["facts"]["ratings"]["months"] if m["ratings"]["n"]]
        months[0]["ratings"]["n"] -= 1
        months[1]["ratings"]["n"] += 1
        inner["figures.json"] = json.dumps(figures).encode()

    def grade(inner):
        figures = json.loads(inner["figures.json"])
        grades = figures["facts"]["ratings"]["grades"]
        grades["A"], grades["B"] = grades["B"], grades["A"]
        inner["figures.json"] = json.dumps(figures).encode()

    assert not passes(resealed(files, database.keys, month))
    assert not passes(resealed(files, database.keys, grade))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_with_two_files_of_one_name_is_no_pack(files):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as pack:
        for name, data in [*files.items(), ("report.pdf", b"other")]:
            pack.writestr(name, data)
    with pytest.raises(verify.UnreadableError):
        verify.unpack(written)


@settings(deadline=None, max_examples=40)
@given(message=st.binary(max_size=300), seed=st.binary(min_size=32, max_size=32))
def test_our_ed25519_agrees_with_the_library(message, seed):
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = private.public_key().public_bytes_raw()
    signature = private.sign(message)
    assert verify.is_signed(public, message, signature)
    assert not verify.is_signed(public, message + b"x", signature)
    assert not verify.is_signed(public, message, signature[:32] + bytes(32))
    larger = int.from_bytes(signature[32:], "little") + verify.L
    assert not verify.is_signed(public, message, signature[:32] + larger.to_bytes(32, "little"))
    assert not verify.is_signed(public, message, signature + b"\0")


@settings(deadline=None, max_examples=40)
@given(st.binary(min_size=32, max_size=32), st.binary(min_size=64, max_size=64))
def test_noise_is_no_signature(key, signature):
    assert not verify.is_signed(key, b"message", signature)


#: RFC 8032 §7.1, tests 1 to 3
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_the_vectors_of_the_standard(key, message, signature):
    assert verify.is_signed(*map(bytes.fromhex, (key, message, signature)))
