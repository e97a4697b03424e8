"""Blobs: bytes in, name out; first bytes win."""

import hashlib

import pytest

from service.core.storage import BlobStore


@pytest.fixture
def blobs(tmp_path):
    return BlobStore(f"file://{tmp_path}/blobs")


def test_a_blob_is_named_by_its_content(blobs):
    name = blobs.put(b"photo")
    assert name == hashlib.sha256(b"photo").hexdigest()
    assert blobs.get(name) == b"photo"


def test_the_same_bytes_again_are_welcome(blobs):
    assert blobs.put(b"photo") == blobs.put(b"photo")


def test_a_missing_blob_is_said(blobs):
    with pytest.raises(FileNotFoundError):
        blobs.get("0" * 64)


def test_a_blob_can_be_deleted_for_retention(blobs):
    name = blobs.put(b"photo")
    blobs.delete(name)
    blobs.delete(name)
    with pytest.raises(FileNotFoundError):
        blobs.get(name)
