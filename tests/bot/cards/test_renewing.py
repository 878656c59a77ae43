"""The question that names a newer text of her agreement."""

from __future__ import annotations

from dataclasses import replace
from gettext import NullTranslations
from typing import TYPE_CHECKING, Any

import pytest

from bot.cards.attempt import creator_faces
from bot.cards.buttons import parse
from bot.locales import Texts
from bot.relay.consents import OLD_HOLDS, Consents, ConsentText
from storage.models import Purpose, State, Way
from tests.bot.cards.scenes import NOW, PROVIDER, labels, only, seen, view

if TYPE_CHECKING:
    from bot.cards.message import Message

CHANGE = "Your reply may come up to an hour late."


class WithTheChange(NullTranslations):
    """The product's English, and the line of a newer version, which there is in tests alone."""

    def gettext(self, message: str) -> str:
        if message == "consent.change.of.tests":
            return CHANGE
        return str(Texts.of("en")._template(message, {}))  # noqa: SLF001 - the text as it stands, not filled in

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        del msgid2
        return str(Texts.of("en")._template(msgid1, {"count": n}))  # noqa: SLF001 - the same


def asked(age: float, **fields: Any) -> Message:  # noqa: ANN401 - the fields of an attempt
    first = ConsentText(1, 0.0, "consent.text.1")
    newer = ConsentText(2, NOW - age, "consent.text.1", "consent.change.of.tests")
    shown = view(state=State.ASKED, asked_first=True, offers=1, answer_by=NOW + 60, **fields)
    older = replace(shown.enrolment, consent=replace(shown.enrolment.consent, version=1))
    texts = Texts("en", WithTheChange())
    faces = creator_faces(
        replace(shown, enrolment=older), texts, PROVIDER, NOW, consents=Consents((first, newer))
    )
    return only(faces).message


def test_what_is_new_stands_in_a_line_of_the_question() -> None:
    shown = seen(asked(0))
    assert "Your agreement with Moonlight Agency has a new text" in shown
    assert CHANGE in shown.splitlines()
    assert "you can also go on under the old one" in shown


def test_she_may_agree_read_it_or_go_on_by_the_old_one_while_that_holds() -> None:
    verbs = [parse(button.data) for row in asked(0).buttons for button in row]
    named = [verb.verb for verb in verbs if verb is not None]
    assert named[:3] == ["agreeanew", "read", "ready"]
    assert named[-1] == "notme"


@pytest.mark.parametrize("way", [None, Way.FORM])
def test_afterwards_there_is_no_way_on_without_her_agreement(way: Way | None) -> None:
    message = asked(OLD_HOLDS, way=way)
    shown = [label for row in labels(message) for label in row]
    assert shown[:2] == ["Agree and go on", "Read it"]
    assert "Without your agreement to it nothing starts any more" in seen(message)
    verbs = {made.verb for row in message.buttons for button in row if (made := parse(button.data))}
    assert verbs.isdisjoint({"ready", "open"})


def test_a_step_up_keeps_its_own_layout() -> None:
    rows = labels(asked(OLD_HOLDS, purpose=Purpose.STEP_UP, action="payout"))
    assert all(len(row) == 1 for row in rows)
    assert rows[-2:] == [["Agree and go on"], ["Read it"]]


def test_not_me_is_never_in_a_fuller_row_than_another_button() -> None:
    for age in (0.0, OLD_HOLDS):
        rows = asked(age).buttons
        assert len(rows[-1]) <= min(len(row) for row in rows)
