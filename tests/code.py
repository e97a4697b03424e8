"""Reads the sources for the tests about the code itself."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
FLOORS = ("service", "qr", "surveys", "workers", "wsgi")  # each may import those before it


@dataclass(frozen=True)
class Module:
    """One source file: its path, dotted name, text and syntax tree."""

    path: Path
    name: str
    text: str
    tree: ast.Module

    @property
    def floor(self):
        return self.name.split(".")[0]

    @property
    def where(self):
        return str(self.path.relative_to(ROOT))

    def imports(self):
        """Return the dotted names of what this file imports, relative ones resolved."""
        found = set()
        package = self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                parts = package.split(".")
                base = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
                start = ".".join(part for part in (base, node.module or "") if part)
                found |= {f"{start}.{alias.name}" for alias in node.names}
        return found

    def functions(self):
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
        return [node for node in ast.walk(self.tree) if isinstance(node, kinds)]


@cache
def modules():
    """Return every source file of the product, migrations left out; read once."""
    paths = [ROOT / "wsgi.py"]
    for floor in FLOORS[:-1]:
        paths += sorted((ROOT / floor).rglob("*.py"))
    return [_read(path) for path in paths if "migrations" not in path.parts]


def _read(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    text = path.read_text("utf-8")
    return Module(path, name, text, ast.parse(text))
