"""What the documentation says is what the program does."""

import re

from docs import tables
from tests.code import ROOT


def test_the_page_of_tables_matches_the_models():
    assert (ROOT / "docs/data.md").read_text("utf-8") == tables.text(), "run: make data"


def test_every_setting_is_documented():
    source = (ROOT / "service/config.py").read_text("utf-8")
    page = (ROOT / "docs/operations.md").read_text("utf-8")
    named = {word.strip('",)(') for word in source.split() if word.strip('",)(').isupper()}
    settings = {name for name in named if "_" in name and f'"{name}"' in source}
    assert {name for name in settings if f"`{name}`" not in page} == set()


def test_make_help_lists_every_target():
    lines = (ROOT / "Makefile").read_text("utf-8").splitlines()
    targets = [line for line in lines if re.match(r"[a-z-]+:", line)]
    assert [line for line in targets if "## " not in line] == []
