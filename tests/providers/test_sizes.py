"""An adapter stays small: so many lines for each of its flows, and no module that is large by itself."""

from __future__ import annotations

import ast
import io
import tokenize
from pathlib import Path

import pytest

from providers.registry import ADAPTERS

PROVIDERS = Path(__file__).parents[2] / "providers"
MOST = 120
"""Lines of code for a flow."""
MOST_OF_CALLS = 145
"""Lines of code for the module with all the calls, which serves several flows and has the manifest."""
FLOWS = {
    "first connection by password": "start",
    "re-authentication": "reconnects",
    "login by the app": "logs_in_by_app",
    "hosted login": "hosts_login",
    "step-up": "steps_up",
    "accounts": "list_accounts",
}
"""Each flow and what of an adapter tells that it has it; `accounts` stands for all calls about the list."""
NO_CODE = frozenset(
    {
        *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE),
        *(tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER),
    }
)


def code_lines(source: str) -> int:
    """Count the lines with code: none that is blank or only of a comment or a docstring."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    spans = (range(each.start[0], each.end[0] + 1) for each in tokens if each.type not in NO_CODE)
    return len(set[int]().union(*spans) - documented(source))


def documented(source: str) -> set[int]:
    """Give the lines of docstrings."""
    texts = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]
    return {line for text in texts for line in range(text.lineno, (text.end_lineno or text.lineno) + 1)}


def test_only_lines_of_code_count() -> None:
    assert code_lines('"""Text\n\nof two."""\n\n# said\nx = (\n    1,  # one\n)\n') == 3


@pytest.mark.parametrize("slug", ADAPTERS)
def test_an_adapter_has_so_many_lines_for_each_of_its_flows(slug: str) -> None:
    flows = [flow for flow, sign in FLOWS.items() if hasattr(ADAPTERS[slug], sign)]
    assert sum(sizes(slug).values()) <= MOST * len(flows), (flows, sizes(slug))


@pytest.mark.parametrize("slug", ADAPTERS)
def test_no_module_of_an_adapter_is_large(slug: str) -> None:
    of_calls = sizes(slug)["adapter.py"]
    others = {name: size for name, size in sizes(slug).items() if name != "adapter.py"}
    assert of_calls <= MOST_OF_CALLS
    assert max(others.values()) <= MOST, others


def sizes(slug: str) -> dict[str, int]:
    """Give the lines of code of each module of an adapter."""
    return {path.name: code_lines(path.read_text()) for path in sorted((PROVIDERS / slug).glob("*.py"))}
