"""What becomes of a message of hers: the code for the open challenge, an early one, or something to answer.

The code stays a Secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.relay import progress
from bot.relay.asks import read_ask
from bot.relay.codes import NoCode, find_code, has_digits
from bot.relay.limits import LIMITS
from bot.relay.reactions import Reaction
from providers.base import CodeNeeded
from storage.models import OVER, Audience, CallKind, State

if TYPE_CHECKING:
    from bot.relay.ports import Caller
    from bot.relay.work import Work
    from providers.secret import Secret
    from storage import Unit
    from storage.models import Attempt, Person

ANY_LENGTH = tuple(range(4, 11))
RACES = 5
"""How often an answer that lost a race to a check is tried again."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A message of hers in private.

    `date` is Telegram's, in seconds since the epoch; `reply_to` the id of the message she answers.
    """

    message_id: int
    date: float
    text: Secret | None = None
    is_photo: bool = False
    is_forwarded: bool = False
    reply_to: int | None = None

    @property
    def shows_something(self) -> bool:
        """Tell whether it may hold a code, so that it is to disappear once it is answered."""
        return self.is_photo or (self.text is not None and has_digits(self.text))


async def answer(work: Work, caller: Caller, creator: Person, typed: Typed) -> Reaction:
    """Decide what the message is, and claim the submission if it is the code that is being waited for."""
    attempt = await work.unit.attempts.live_of_creator(creator.id)
    if attempt is None:
        return await _without_attempt(work, creator, typed)
    refusal = _refusal(work, typed)
    if refusal is not None:
        return refusal
    for _ in range(RACES):
        if attempt is None or attempt.state in OVER:
            return Reaction.CODE_LATE
        reaction = await _answer_attempt(work, caller, attempt, typed)
        if reaction is not None:
            return reaction
        attempt = await work.unit.attempts.get(attempt.id)
    return Reaction.BUSY


async def _without_attempt(work: Work, creator: Person, typed: Typed) -> Reaction:
    if not typed.shows_something:
        return Reaction.NO_ATTEMPT
    recent = await work.unit.attempts.newest_of_creator(creator.id, 1)
    was_asked = bool(recent) and recent[0].challenge > 0
    return Reaction.CODE_LATE if was_asked else Reaction.NO_ATTEMPT


def _refusal(work: Work, typed: Typed) -> Reaction | None:
    if typed.is_forwarded:
        return Reaction.FORWARDED
    if typed.is_photo:
        return Reaction.IS_PHOTO
    if typed.shows_something and typed.date < work.now - LIMITS.code_age:
        return Reaction.CODE_OLD
    return None


async def _answer_attempt(work: Work, caller: Caller, attempt: Attempt, typed: Typed) -> Reaction | None:
    """Answer by the attempt as it stands; None where the row moved on meanwhile."""
    step = read_ask(attempt.ask)
    lengths = step.lengths if isinstance(step, CodeNeeded) else ANY_LENGTH
    code = NoCode.NOTHING if typed.text is None else find_code(typed.text, lengths)
    if isinstance(code, NoCode):
        return Reaction.CODE_AMBIGUOUS if code is NoCode.AMBIGUOUS else Reaction.NOT_A_CODE
    match attempt.state:
        case State.CODE_NEEDED if await _answers_the_open_challenge(work.unit, attempt, typed):
            return await _claim(work, caller, attempt, code)
        case State.CODE_NEEDED:
            return Reaction.CODE_OLD
        case State.STARTING | State.WORKING if attempt.call not in progress.ANSWERS:
            work.after_commit.append(lambda: caller.hold(attempt.id, code))
            return Reaction.CODE_EARLY
        case State.LINK_NEEDED:
            return Reaction.LINK_INSTEAD
        case _:
            return Reaction.BUSY


async def _claim(work: Work, caller: Caller, attempt: Attempt, code: Secret) -> Reaction | None:
    if attempt.answer_by <= work.now:
        return Reaction.CODE_LATE
    owner = caller.new_owner()
    claimed = await work.unit.attempts.change(
        attempt, progress.claim(attempt, CallKind.CODE, work.now), owner=owner
    )
    if claimed is None:
        return None
    work.after_commit.append(lambda: caller.call(claimed, owner, code))
    return Reaction.CODE_TAKEN


async def _answers_the_open_challenge(unit: Unit, attempt: Attempt, typed: Typed) -> bool:
    """Bind the message to the open challenge: younger than its prompt and, if a reply, one to it."""
    prompts = await _prompts(unit, attempt)
    if typed.reply_to is not None and prompts:
        return typed.reply_to in prompts
    if prompts:
        return typed.message_id > min(prompts)
    return typed.date >= attempt.state_since - LIMITS.code_before_challenge


async def _prompts(unit: Unit, attempt: Attempt) -> frozenset[int]:
    """Give the ids of the messages that ask for the open challenge: its prompt, and the reminders of it."""
    slot = f"challenge-{attempt.challenge}"
    cards = await unit.cards.of_attempt(attempt.id)
    reminders = await unit.outbox.of_attempt(attempt.id)
    shown = {card.message_id for card in cards if card.audience is Audience.CREATOR and card.slot == slot}
    reminded = {entry.message_id for entry in reminders if entry.challenge == attempt.challenge}
    return frozenset(id_ for id_ in shown | reminded if id_ is not None)


async def claim_early(work: Work, caller: Caller, attempt: Attempt, code: Secret) -> Reaction | None:
    """Use a code that was held for the challenge that has opened; None where the row moved on meanwhile."""
    step = read_ask(attempt.ask)
    if not isinstance(step, CodeNeeded) or len(code) not in step.lengths:
        return Reaction.NOT_A_CODE
    return await _claim(work, caller, attempt, code)
