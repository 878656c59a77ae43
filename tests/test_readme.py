"""What the pages for people name is there: each path, and each test in the file that it is said to be in."""

from __future__ import annotations

import ast
import re
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [Path("README.md"), *(path.relative_to(ROOT) for path in sorted(ROOT.glob("docs/*.md")))]
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
PROMISE = re.compile(r"^\| \*\*(.+?)\*\* \|.*\|(.*)\|$", re.MULTILINE)


def text_of(page: Path) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def links(page: Path) -> list[tuple[str, Path]]:
    """Give the label and the target of each link that stays in the project."""
    found = ((label, target.partition("#")[0]) for label, target in LINK.findall(text_of(page)))
    return [
        (label, (ROOT / page.parent / path).resolve()) for label, path in found if path and "://" not in path
    ]


def functions_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_path_that_is_linked_exists(page: Path) -> None:
    assert sorted(str(path) for _, path in links(page) if not path.exists()) == []


def test_every_test_that_is_named_is_in_the_file_that_is_linked() -> None:
    named = {
        (label, path)
        for label, path in chain.from_iterable(map(links, PAGES))
        if label.isidentifier() and path.is_relative_to(ROOT / "tests") and path.suffix == ".py"
    }
    assert named
    assert sorted((label, str(path)) for label, path in named if label not in functions_in(path)) == []


def test_every_promise_names_a_test_that_stands_behind_it() -> None:
    promises = dict(PROMISE.findall(text_of(Path("README.md"))))
    assert len(promises) == 6
    assert [promise for promise, tests in promises.items() if not LINK.search(tests)] == []
