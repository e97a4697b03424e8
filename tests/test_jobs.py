"""Every kind of work that anything asks for has somebody who does it."""

import ast

from tests.code import modules
from workers.jobs import JOBS


def test_every_mark_kind_is_mapped_to_a_job(app):
    """Kinds are given to bump() as module constants; each one's value must be in JOBS."""
    asked = set()
    for module in modules():
        for node in ast.walk(module.tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "bump"
            ):
                asked.add(_value(module, node.args[1]))
    assert asked, "nothing asks for work"
    assert asked <= set(JOBS)


def test_every_job_is_quick_or_slow_and_not_both():
    assert all((job.quick is None) != (job.slow is None) for job in JOBS.values())


def _value(module, node):
    if isinstance(node, ast.Constant):
        return node.value
    name = node.attr if isinstance(node, ast.Attribute) else node.id
    for candidate in modules():
        for statement in candidate.tree.body:
            if isinstance(statement, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == name for target in statement.targets
            ):
                return ast.literal_eval(statement.value)
    raise AssertionError(f"{module.where}: what is {name}?")
