"""Hosted logins at OnlyFansAPI: which account is whose, and that two of them never swap."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from providers.logins import Lost, Platform
from providers.onlyfansapi.accounts import found_again, read_row
from providers.onlyfansapi.hosted import REMEMBERED, Session
from providers.resumes import dump, load
from providers.steps import Done, ListedAccount, Unclear

if TYPE_CHECKING:
    from providers.accounts import Row

MINE, OTHER = "cb-Rf3_x9-K2mQa", "cb-photographs-"


def listed(*rows: tuple[str, object, str]) -> tuple[Row, ...]:
    """Give a list of accounts: id, whether it is signed in, display name."""
    return tuple(
        read_row({"id": account, "is_authenticated": signed_in, "display_name": name}, account)
        for account, signed_in, name in rows
    )


def label(reference: str) -> str:
    """Give the name under which a login of ours has its account listed."""
    return f"Stella (Moonlight Agency) {reference}"


def session(*before: tuple[str, bool, str]) -> Session:
    """Give a session that began with these accounts, read back as it was written."""
    found = load(Session, dump(Session.begun("ofapi_cs_1", MINE, listed(*before))))
    assert found is not None
    return found


def test_the_account_that_holds_the_reference_is_certain() -> None:
    rows = listed(("a", True, label(MINE)), ("b", True, "Somebody"), ("c", True, label(OTHER)))
    assert session().outcome(rows) == Done("a", "a", certain=True)


def test_an_account_that_holds_the_reference_is_waited_for() -> None:
    assert session().outcome(listed(("a", False, label(MINE)), ("b", True, "Somebody"))) is None


def test_without_a_name_of_ours_the_only_account_that_appeared_is_likely() -> None:
    before = ("old", True, "Old"), ("dead", False, "Dead")
    assert session(*before).outcome(listed(*before)) is None
    new = listed(*before, ("new", True, "stella@example.com"))
    assert session(*before).outcome(new) == Done("new", "new", certain=False)


def test_an_account_that_was_listed_before_and_signs_in_again_is_somebody_elses() -> None:
    before = ("old", True, "Old"), ("dead", False, "Dead")
    revived = listed(("old", True, "Old"), ("dead", True, "Dead"))
    assert session(*before).outcome(revived) is None
    with_mine = listed(("old", True, "Old"), ("dead", True, "Dead"), ("new", True, ""))
    assert session(*before).outcome(with_mine) == Done("new", "new", certain=False)


def test_an_account_that_was_listed_before_and_now_bears_the_reference_is_certain() -> None:
    assert session(("a", False, "Old")).outcome(listed(("a", True, label(MINE)))) == Done("a", "a")


@pytest.mark.parametrize(
    "name", ["stellamoon12", "Stella photographs-", f"Stella ({OTHER})", f"{OTHER} Stella"]
)
def test_a_foreign_name_that_resembles_a_reference_is_like_any_other(name: str) -> None:
    assert session().outcome(listed(("a", True, name))) == Done("a", "a", certain=False)


def test_a_name_that_quotes_the_reference_and_ends_with_another_is_never_taken() -> None:
    assert session().outcome(listed(("a", True, f"Stella {label(MINE)} (Moonlight Agency) {OTHER}"))) is None


def test_several_accounts_that_appeared_are_for_people_to_tell_apart() -> None:
    rows = listed(("a", True, ""), ("b", True, ""))
    accounts = ListedAccount("a", "a", connected=True), ListedAccount("b", "b", connected=True)
    assert session().outcome(rows) == Unclear(accounts)


def test_an_account_that_is_not_said_to_be_signed_in_is_not_taken() -> None:
    rows = listed(("a", 1, label(MINE)), ("a", "true", label(MINE)))
    assert session().outcome(rows) is None


@pytest.mark.parametrize("name", [label(OTHER), OTHER, f"Stella {OTHER} "])
def test_an_account_named_after_another_login_of_ours_is_never_taken(name: str) -> None:
    assert session().outcome(listed(("a", True, name))) is None
    assert session(("a", False, name)).outcome(listed(("a", True, name))) is None


def test_two_logins_that_interleave_never_swap() -> None:
    hers = {MINE: ("a", True, label(MINE)), OTHER: ("b", True, label(OTHER))}
    dead = [("a", False, label(MINE)), ("b", False, label(OTHER))]
    states = [None, *dead, *hers.values()]
    for before, after in itertools.product(itertools.combinations(states, 2), repeat=2):
        known = [row for row in before if row]
        rows = listed(*[row for row in after if row])
        for reference, (account, _, _) in hers.items():
            outcome = Session.begun("ofapi_cs_1", reference, listed(*known)).outcome(rows)
            assert outcome is None or outcome == Done(account, account, certain=True)


def test_more_accounts_than_are_remembered_leave_the_reference_alone_to_bind() -> None:
    many = [(f"a{number}", True, "") for number in range(REMEMBERED + 1)]
    assert session(*many).known is None
    assert session(*many).outcome(listed(*many, ("new", True, ""))) is None
    assert session(*many).outcome(listed(*many, ("new", True, label(MINE)))) == Done("new", "new")
    assert len(dump(session(*many[:-1]))) < 16_000


@pytest.mark.parametrize(
    "resume", ["", "{}", "[]", "null", '{"version":1,"token":"../x","reference":"cb-a","known":[]}']
)
def test_what_is_no_session_is_none(resume: str) -> None:
    assert load(Session, resume) is None


def test_a_lost_login_is_found_by_its_account_or_its_reference_once_it_is_signed_in() -> None:
    first = Lost(Platform.ONLYFANS, None, MINE, since=0)
    again = Lost(Platform.ONLYFANS, "b", MINE, since=0)
    rows = listed(("a", True, label(MINE)), ("b", True, "Old"), ("c", True, label(OTHER)))
    assert found_again(first, rows) == Done("a", "a")
    assert found_again(again, rows) == Done("b", "b")
    asleep = listed(("a", False, label(MINE)), ("b", False, "Old"))
    assert found_again(first, asleep) is None
    assert found_again(again, asleep) is None
    assert found_again(first, listed(("a", True, label(MINE)), ("d", True, label(MINE)))) is None
