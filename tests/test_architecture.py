"""The house stands as CONTRIBUTING describes it."""

import ast
import statistics

import pytest

from tests.code import FLOORS, ROOT, modules

MODULES = modules()
#: inside a room: what each kind of file may not import
NOT_FROM = {
    "models": {"queries", "operations", "schemas", "api", "pages", "commands"},
    "queries": {"operations", "schemas", "api", "pages", "commands"},
    "operations": {"schemas", "api", "pages", "commands"},
    "schemas": {"operations", "api", "pages", "commands"},
    "api": {"pages", "commands"},
    "pages": {"api", "commands"},
    "commands": {"api", "pages"},
}
NO_FLASK = {"models", "queries", "operations"}
LONGEST_FILE, LONGEST_FUNCTION, MEDIAN_FUNCTION = 250, 40, 8


def _ours(imported):
    return imported.split(".")[0] in FLOORS


def test_each_floor_imports_only_what_stands_below_it():
    wrong = [
        f"{module.where} imports {imported}"
        for module in MODULES
        for imported in module.imports()
        if _ours(imported) and FLOORS.index(imported.split(".")[0]) > FLOORS.index(module.floor)
    ]
    assert not wrong, "\n".join(wrong)


def test_collecting_feedback_knows_nothing_of_prizes():
    wrong = [
        f"{module.where} imports {imported}"
        for module in MODULES
        if module.floor in {"surveys", "qr"}
        for imported in module.imports()
        if imported.startswith("service.awards") or imported == "service.awards"
    ]
    assert not wrong, "\n".join(wrong)


def test_the_core_knows_neither_flask_nor_rooms():
    allowed = ("service.core",)
    wrong = [
        f"{module.where} imports {imported}"
        for module in MODULES
        if module.name.startswith("service.core")
        for imported in module.imports()
        if imported.split(".")[0].startswith("flask")
        or (_ours(imported) and not imported.startswith(allowed))
    ]
    assert not wrong, "\n".join(wrong)


def test_the_ground_floor_shell_knows_no_room():
    rooms = ("service.windows", "service.people", "service.awards")
    wrong = [
        f"{module.where} imports {imported}"
        for module in MODULES
        if module.name.startswith("service.web")
        for imported in module.imports()
        if imported.startswith(rooms)
    ]
    assert not wrong, "\n".join(wrong)


def test_inside_a_room_arrows_point_one_way():
    wrong = []
    for module in MODULES:
        room, _, kind = module.name.rpartition(".")
        for imported in module.imports():
            inside = imported.removeprefix(f"{room}.") if imported.startswith(f"{room}.") else ""
            if inside.split(".")[0] in NOT_FROM.get(kind, set()):
                wrong.append(f"{module.where} imports {imported}")
    assert not wrong, "\n".join(wrong)


def test_models_queries_and_operations_know_no_flask():
    wrong = [
        f"{module.where} imports {imported}"
        for module in MODULES
        if module.name.rpartition(".")[2] in NO_FLASK
        for imported in module.imports()
        if imported.split(".")[0] in {"flask", "flask_smorest", "flask_babel"}
    ]
    assert not wrong, "\n".join(wrong)


def test_there_is_one_commit():
    calls = [
        module.where
        for module in MODULES
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    ]
    assert calls == ["service/core/db.py"]


def test_relationships_never_point_to_a_higher_floor():
    """A backref would be an arrow that no import shows."""
    wrong = [
        module.where
        for module in MODULES
        if module.path.name == "models.py" and ("backref" in module.text)
    ]
    assert not wrong


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.where)
def test_budgets_hold(module):
    assert module.text.count("\n") <= LONGEST_FILE, "split this file by noun"
    assert ast.get_docstring(module.tree), "say in one line what this file is"
    long = [
        f"{node.name}: {length} lines"
        for node in module.functions()
        if (length := node.end_lineno - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not long, long


def test_functions_are_small():
    lengths = [
        node.end_lineno - node.lineno + 1 for module in MODULES for node in module.functions()
    ]
    assert statistics.median(lengths) <= MEDIAN_FUNCTION + 4  # docstrings count here


def test_imports_stand_at_the_top():
    """An import inside a function hides a cycle; wsgi may spare a server it does not use."""
    wrong = [
        f"{module.where}:{inner.lineno}"
        for module in MODULES
        if module.floor != "wsgi"
        for function in module.functions()
        for inner in ast.walk(function)
        if isinstance(inner, (ast.Import, ast.ImportFrom))
    ]
    assert not wrong


def test_the_top_level_is_as_agreed():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages == {"service", "qr", "surveys", "workers", "tests", "bench", "docs"} & packages
