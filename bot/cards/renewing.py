"""The question whether now is good where her agreement has a newer text: she agrees to that and goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.cards.buttons import Verb, grid
from bot.cards.prompts import question
from bot.cards.wording import LINE
from bot.locales import day
from storage.models import Purpose

if TYPE_CHECKING:
    from bot.cards.buttons import Rows
    from bot.cards.message import Message
    from bot.cards.wording import Wording
    from bot.relay.consents import Renewal
    from storage.models import Attempt


def renewing(say: Wording, attempt: Attempt, renewal: Renewal, now: float) -> Message:
    """Ask as always, with what is new in a line.

    While the old agreement holds she may go on by it; after that her agreement alone starts anything.
    """
    asked, is_due = question(say, attempt), renewal.is_due(now)
    until = say("consent.due") if is_due else say("consent.old_holds", day=day(say.texts, renewal.due_at))
    change = [] if renewal.newest.change is None else [say.texts(renewal.newest.change)]
    added = LINE.join([say("consent.changed"), *change, until])
    return replace(
        asked, text=f"{asked.text}\n\n{added}", buttons=_buttons(say, attempt, renewal, is_due=is_due)
    )


def _buttons(say: Wording, attempt: Attempt, renewal: Renewal, *, is_due: bool) -> Rows:
    """Stand as the question's buttons do: a step-up has one in a row, "Not me" first there and last here."""
    start = Verb.READY if attempt.way is None else Verb.OPEN
    old = [] if is_due else [say.button(start)]
    anew = [say.button(Verb.AGREE_ANEW, renewal.newest.version), say.button(Verb.READ)]
    no = [say.button(Verb.DECLINE), say.button(Verb.WHO)]
    if attempt.purpose is Purpose.STEP_UP:
        return tuple((button,) for button in (say.button(Verb.NOT_ME), *no, *anew, *old))
    return grid(*anew, *old, say.button(Verb.LATER), *no, say.button(Verb.NOT_ME))
