"""Seeded faults in what a creator is promised: her limits, her word, her invitation, her leaving."""

# ruff: noqa: SLF001 - what a weaker function stands for may be private

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

import telegram
from markupsafe import Markup
from sqlalchemy import update

from bot.cards import prompts, wording
from bot.cards.notices import who_is_this
from bot.handlers import attempt_presses, freeze, questions, undoing
from bot.people import accounts, consent, forgetting, invitations, moving, naming
from bot.people.undoing import Undone
from bot.relay import allowing, beginnings, fatigue, guessing, waiting
from bot.relay.guessing import Guessed
from bot.relay.reactions import Reaction
from bot.relay.relay import Relay
from bot.relay.work import Work
from storage import Account
from storage.repositories.erasing import Erasing
from storage.schema import people
from tests.threats.weaker import always, always_soon

if TYPE_CHECKING:
    import pytest

    from bot.cards.wording import Wording
    from bot.handlers.turn import Turn
    from bot.people.invitations import Offer
    from bot.relay.limits import Limits
    from storage import Attempt, Person, Store, Unit
    from storage.repositories.guesses import Target
    from storage.repositories.prompts import PromptHistory
    from tests.threats.weaker import Seed

AFTERWARDS: Final = 0.5
"""Seconds between two transactions that should be one."""


def counts_no_prompts(patch: pytest.MonkeyPatch) -> None:
    """Leave her alone after a refusal, and never because of how often she was asked."""

    def askable_from(history: PromptHistory, limits: Limits) -> float:
        return fatigue.rested_at(history, limits)

    patch.setattr(fatigue, "askable_from", askable_from)


def rests_after_nothing(patch: pytest.MonkeyPatch) -> None:
    """Ask her again right after a refusal."""
    patch.setattr(fatigue, "rested_at", always(0.0))
    asks_on_after_a_no(patch)


def asks_on_after_a_no(patch: pytest.MonkeyPatch) -> None:
    """Put the next login before her whatever came of the last."""

    async def following(work: Work, attempt: Attempt, _ended: Attempt, _limits: Limits) -> Attempt:
        return beginnings.prompting(attempt, work.now)

    patch.setattr(waiting, "_next", following)


def counts_no_questions(patch: pytest.MonkeyPatch) -> None:
    """Have her asked whether an account is hers as often as anybody likes."""
    patch.setattr(questions, "note_question", always_soon(result=True))


def forgets_her_no(patch: pytest.MonkeyPatch) -> None:
    """Have her asked again about what she has said is not hers."""
    patch.setattr(accounts, "require_no_fresh_no", always_soon(None))


def counts_no_day(patch: pytest.MonkeyPatch) -> None:
    """Count wrong codes in a row, and not by the day."""
    _counts(patch, lambda guessed: Guessed((), guessed.in_a_row))


def counts_no_row(patch: pytest.MonkeyPatch) -> None:
    """Count wrong codes by the day, and not in a row."""
    _counts(patch, lambda guessed: Guessed(guessed.today, ()))


def _counts(patch: pytest.MonkeyPatch, change: Any) -> None:  # noqa: ANN401 - from what is counted to what is seen
    plain = guessing.guessed_for

    async def guessed_for(unit: Unit, target: Target, now: float) -> Guessed:
        seen: Guessed = change(await plain(unit, target, now))
        return seen

    patch.setattr(guessing, "guessed_for", guessed_for)


def blocks_nobody(patch: pytest.MonkeyPatch) -> None:
    """End what is open at "Not me", and let more begin."""
    patch.setattr(allowing, "block", always_soon(None))


def blocks_after_it_confirms(patch: pytest.MonkeyPatch) -> None:
    """End what is open at "Not me", and forbid the next a moment later, in a transaction of its own."""
    block, not_me = allowing.block, Relay.not_me
    tasks = set()

    async def afterwards(store: Store, creator_id: str, now: float) -> None:
        await asyncio.sleep(AFTERWARDS)
        async with store.write() as unit:
            creator = await unit.people.get(creator_id)
            assert creator is not None
            await block(Work(unit, now), creator)

    async def stopped(relay: Any, work: Work, creator_id: str) -> Reaction:  # noqa: ANN401 - with a driver
        def then() -> None:
            tasks.add(asyncio.create_task(afterwards(relay.caller.store, creator_id, work.now)))

        work.after_commit.append(then)
        return await not_me(relay, work, creator_id)

    patch.setattr(allowing, "block", always_soon(None))
    patch.setattr(Relay, "not_me", stopped)


def lets_anybody_lift(patch: pytest.MonkeyPatch) -> None:
    """Take whoever presses for the one who is stopped."""

    async def lift(_turn: Turn, work: Work) -> Reaction:
        await work.unit.people._session.execute(update(people).values(blocked_at=None))
        return Reaction.ALLOWED

    patch.setattr(attempt_presses, "allow", lift)


def lifts_at_once(patch: pytest.MonkeyPatch) -> None:
    """Let the word of whoever has her Telegram take effect at once."""

    def now_on(_creator: Person, now: float) -> float:
        return now

    patch.setattr(allowing, "allowed_from", now_on)


def forgets_at_once(patch: pytest.MonkeyPatch) -> None:
    """Let a wish to be forgotten take effect before it can be taken back."""
    patch.setattr(forgetting, "DELAY", 0.0)


def moves_at_once(patch: pytest.MonkeyPatch) -> None:
    """Let a move take effect before the old chat can stop it."""
    patch.setattr(moving, "DELAY", 0.0)


def freezes_nothing(patch: pytest.MonkeyPatch) -> None:
    """Say that all is frozen, and leave it as it is."""
    patch.setattr(freeze, "freeze", always_soon(True))  # noqa: FBT003 - as it answers


def leaves_codes(patch: pytest.MonkeyPatch) -> None:
    """Leave what she typed in the chat."""
    for name in ("delete_message", "delete_messages"):
        patch.setattr(telegram.Bot, name, always_soon(True))  # noqa: FBT003 - as Telegram answers


def lets_everybody_open(patch: pytest.MonkeyPatch) -> None:
    """Offer an invitation to whoever follows its link."""

    def offered(offer: Offer, _person: Person) -> Offer:
        return offer

    patch.setattr(invitations, "_of", offered)


def needs_no_number(patch: pytest.MonkeyPatch) -> None:
    """Take an agreement that no number went before."""
    plain = invitations.opened_by

    async def opened_by(work: Work, *rest: Any) -> Offer:  # noqa: ANN401 - passed on as they came
        offer = await plain(work, *rest)
        return await invitations.confirm(work, offer) or offer

    patch.setattr(consent, "opened_by", opened_by)


def sees_no_likeness(patch: pytest.MonkeyPatch) -> None:
    """Tell names apart by their characters alone."""

    def alike(one: str, other: str) -> bool:
        return one == other

    patch.setattr(naming, "look_alike", alike)


def names_no_ids(patch: pytest.MonkeyPatch) -> None:
    """Say who asks by the name alone."""

    def nameless(*rest: Any, **named: Any) -> Any:  # noqa: ANN401 - passed on as they came
        return who_is_this(*rest, **{**named, "manager_telegram_id": None})

    patch.setattr(attempt_presses, "who_is_this", nameless)


def erases_nobody(patch: pytest.MonkeyPatch) -> None:
    """Leave the row of whom it forgets."""
    patch.setattr(Erasing, "person", always_soon(None))


def erases_no_attempts(patch: pytest.MonkeyPatch) -> None:
    """Leave what was about her, and remove her row alone if that can be."""
    patch.setattr(Erasing, "creator", always_soon(None))
    patch.setattr(Erasing, "person", always_soon(None))


def links_without_her(patch: pytest.MonkeyPatch) -> None:
    """Link what a manager proposes."""

    def confirmed(**fields: Any) -> Account:  # noqa: ANN401 - those of the model
        return Account(**{**fields, "confirmed_at": fields["created_at"]})

    patch.setattr(accounts, "Account", confirmed)


def undoes_nothing(patch: pytest.MonkeyPatch) -> None:
    """Say that an enrolment is undone, and leave it as it is."""

    async def undone(work: Work, enrolment_id: str) -> Undone:
        enrolment = await work.unit.enrolments.get(enrolment_id)
        assert enrolment is not None
        team, creator = (
            await work.unit.teams.get(enrolment.team_id),
            await work.unit.people.get(enrolment.creator_id),
        )
        assert team is not None
        assert creator is not None
        return Undone(enrolment, team, creator)

    patch.setattr(undoing, "undo_enrolment", undone)


def gives_no_reason(patch: pytest.MonkeyPatch) -> None:
    """Ask her without a word of why."""
    patch.setattr(prompts, "reason", always(Markup()))


def names_no_account(patch: pytest.MonkeyPatch) -> None:
    """Ask her without saying for which of her accounts."""
    patch.setattr(wording, "account_name", always(Markup("…")))


def names_no_bot(patch: pytest.MonkeyPatch) -> None:
    """Ask her without a word of who asks."""

    def closing(say: Wording, **_named: object) -> list[Markup]:
        return [say("prompt.never_telegram")]

    patch.setattr(prompts, "closing", closing)


PEOPLE_SEEDS: Final[dict[str, Seed]] = {
    seed.__name__: seed
    for seed in (
        counts_no_prompts,
        rests_after_nothing,
        asks_on_after_a_no,
        counts_no_questions,
        forgets_her_no,
        counts_no_day,
        counts_no_row,
        blocks_nobody,
        blocks_after_it_confirms,
        lets_anybody_lift,
        lifts_at_once,
        forgets_at_once,
        moves_at_once,
        freezes_nothing,
        leaves_codes,
        lets_everybody_open,
        needs_no_number,
        sees_no_likeness,
        names_no_ids,
        erases_nobody,
        erases_no_attempts,
        links_without_her,
        undoes_nothing,
        gives_no_reason,
        names_no_account,
        names_no_bot,
    )
}
