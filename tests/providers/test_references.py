"""By what an account in a vendor's list is known as one of a login of ours."""

from __future__ import annotations

import pytest

from providers.references import is_named_after, is_ours, reference_of

MINE = reference_of("Rf3_x9-K2mQa" + "more of the id")


def test_a_reference_is_distinctive_and_follows_from_the_id_alone() -> None:
    assert MINE == "cb-Rf3_x9-K2mQa"


@pytest.mark.parametrize("name", [MINE, f"Stella (Moonlight Agency) {MINE}", f"Stella\u00a0{MINE} \n"])
def test_an_account_is_known_by_the_last_word_of_its_name(name: str) -> None:
    assert is_named_after(name, MINE)
    assert is_ours(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        f"{MINE} (Moonlight Agency)",
        f"Stella ({MINE})",
        f"Stella x{MINE}",
        f"Stella {MINE}x",
        f"Stella {MINE.removeprefix('cb-')}",
        f"Stella {MINE.upper()}",
    ],
)
def test_a_reference_anywhere_else_in_a_name_means_nothing(name: str) -> None:
    assert not is_named_after(name, MINE)
    assert not is_ours(name)


def test_a_name_that_quotes_one_reference_and_ends_with_another_is_the_others() -> None:
    other = reference_of("b7Jq-0_sLw4Z")
    assert not is_named_after(f"Stella {MINE} (Moonlight Agency) {other}", MINE)
    assert is_named_after(f"Stella {MINE} (Moonlight Agency) {other}", other)


@pytest.mark.parametrize("name", ["", " ", "Stella"])
def test_no_reference_is_no_name(name: str) -> None:
    assert not is_named_after(name, "")


@pytest.mark.parametrize(
    "name", ["photographs-", "Stella stellamoon12", "cb-stella", "Stella cb-moonlit.harbor"]
)
def test_a_foreign_name_is_none_of_ours(name: str) -> None:
    assert not is_ours(name)
