"""What README.md points at is there: each path, and each named test in the file that it is said to be in."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


def links() -> list[tuple[str, str]]:
    """Give the label and the target of each link that stays in the project."""
    found = LINK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    return [(label, target) for label, target in found if "://" not in target]


def functions_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_path_that_is_linked_exists() -> None:
    paths = {target.partition("#")[0] for _, target in links()}
    assert paths
    assert sorted(path for path in paths if not (ROOT / path).exists()) == []


def test_every_test_that_is_named_is_in_the_file_that_is_linked() -> None:
    named = {
        (label, target)
        for label, target in links()
        if label.isidentifier() and target.startswith("tests/") and target.endswith(".py")
    }
    assert named
    assert sorted((label, path) for label, path in named if label not in functions_in(path)) == []
