"""What becomes of a message of hers: the code for the open challenge, an early one, or something to answer.

The code stays a Secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

from bot.relay import progress, times
from bot.relay.asks import read_ask
from bot.relay.changing import change
from bot.relay.codes import NoCode, find_code, has_digits, is_telegrams_own, names_a_password
from bot.relay.gates import gate
from bot.relay.limits import LIMITS
from bot.relay.reactions import Reaction
from bot.relay.slots import challenge_slot
from providers.steps import CodeNeeded
from storage.models import OVER, Audience, CallKind, State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.relay.ports import Caller
    from bot.relay.work import Work
    from providers.secret import Secret
    from storage import Unit
    from storage.models import Attempt, Card, OutboxEntry, Person

ANY_LENGTH = tuple(range(4, 11))
MESSAGES = 10
"""So many of the newest surely hold the newest that has an id: few can be under way at once."""
RACES = 5
"""How often an answer that lost a race to a check is tried again."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A message of hers in private.

    `date` is Telegram's, in seconds since the epoch; `reply_to` the id of the message she answers;
    `is_telegrams` says that it comes from Telegram's service account, or answers what comes from it.
    """

    message_id: int
    date: float
    text: Secret | None = None
    is_photo: bool = False
    is_forwarded: bool = False
    is_telegrams: bool = False
    reply_to: int | None = None

    @property
    def shows_something(self) -> bool:
        """Tell whether it may hold a code, so that it is to disappear once it is answered."""
        if self.is_photo or self.text is None:
            return self.is_photo
        return has_digits(self.text) or names_a_password(self.text)


async def answer(work: Work, caller: Caller, creator: Person, typed: Typed) -> Reaction:
    """Decide what the message is, and claim the submission if it is the code that is being waited for."""
    refusal = _refusal(work, typed)
    attempt = await work.unit.attempts.live_of_creator(creator.id)
    if attempt is None:
        return await _without_attempt(work, creator, typed, refusal)
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


async def _without_attempt(work: Work, creator: Person, typed: Typed, refusal: Reaction | None) -> Reaction:
    """Answer where nothing is live: what waits for her is a question, or the page behind one."""
    waiting = await work.unit.attempts.asked_of_creator(creator.id)
    asked = [attempt for attempt in waiting if attempt.asked_first]
    over_page = any(attempt.way is not None for attempt in asked)
    if refusal is Reaction.TELEGRAM_CODE or (refusal is Reaction.PASSWORD and not over_page):
        return refusal
    if asked:
        return Reaction.PAGE_INSTEAD if over_page else Reaction.ASKED_ABOVE
    newest = await work.unit.attempts.newest_of_creator(creator.id, 1)
    recent = [attempt for attempt in newest if work.now < attempt.state_since + LIMITS.late_code]
    if not typed.shows_something or not recent or recent[0].challenge == 0:
        return Reaction.NO_ATTEMPT
    return Reaction.ALREADY_IN if recent[0].state is State.CONNECTED else Reaction.CODE_LATE


def _refusal(work: Work, typed: Typed) -> Reaction | None:
    if typed.is_telegrams or (typed.text is not None and is_telegrams_own(typed.text)):
        return Reaction.TELEGRAM_CODE
    if typed.is_forwarded:
        return Reaction.FORWARDED
    if typed.is_photo:
        return Reaction.IS_PHOTO
    if typed.text is not None and names_a_password(typed.text):
        return Reaction.PASSWORD
    if typed.shows_something and typed.date < work.now - LIMITS.code_age:
        return Reaction.CODE_OLD
    return None


async def _answer_attempt(work: Work, caller: Caller, attempt: Attempt, typed: Typed) -> Reaction | None:
    """Answer by the attempt as it stands; None where the row moved on meanwhile."""
    if attempt.state is State.LINK_NEEDED:
        return Reaction.LINK_INSTEAD if attempt.way is None else Reaction.NOT_TYPED_HERE
    step = read_ask(attempt.ask)
    lengths = step.lengths if isinstance(step, CodeNeeded) else ANY_LENGTH
    code = NoCode.NOTHING if typed.text is None else find_code(typed.text, lengths)
    if code is NoCode.NOTHING and attempt.way is not None:
        return Reaction.NOT_TYPED_HERE
    if isinstance(code, NoCode):
        return Reaction.CODE_AMBIGUOUS if code is NoCode.AMBIGUOUS else Reaction.NOT_A_CODE
    return await _use(work, caller, attempt, typed, code)


async def _use(work: Work, caller: Caller, attempt: Attempt, typed: Typed, code: Secret) -> Reaction | None:
    """Use a code by the attempt as it stands: submit it, keep it for a moment, or refuse it.

    What comes early was typed for this attempt, and answers no message: none has asked for it yet.
    """
    if attempt.state is State.CODE_NEEDED:
        answers = await _answers_the_open_challenge(work.unit, attempt, typed)
        return await _claim(work, caller, attempt, code) if answers else Reaction.CODE_OLD
    if attempt.state not in {State.STARTING, State.WORKING} or attempt.call in times.ANSWERS:
        return Reaction.BUSY
    if typed.reply_to is not None:
        return Reaction.CODE_TOO_EARLY
    if typed.date < (attempt.started_at or attempt.created_at) - LIMITS.code_before_challenge:
        return Reaction.CODE_OLD
    work.after_commit.append(lambda: caller.hold(attempt, code))
    return Reaction.CODE_EARLY


async def _claim(work: Work, caller: Caller, attempt: Attempt, code: Secret) -> Reaction | None:
    creator = await work.unit.people.get(attempt.creator_id)
    if creator is None or gate(creator, work.now) is not None or attempt.answer_by <= work.now:
        return Reaction.CODE_LATE
    owner = caller.new_owner()
    claimed = await change(work.unit, attempt, progress.claim(attempt, CallKind.CODE, work.now), owner=owner)
    if claimed is None:
        return None
    work.after_commit.append(lambda: caller.call(claimed, owner, code))
    return Reaction.CODE_TAKEN


async def _answers_the_open_challenge(unit: Unit, attempt: Attempt, typed: Typed) -> bool:
    """Bind the message to the open challenge: younger than its prompt and, if a reply, one to it.

    While the prompt's id is unknown it is at least higher than all that are known. What crossed the prompt on
    its way is bound by its date where her page may have shown the challenge before the chat did. Telegram
    dates by whole seconds: the first challenge's own second counts, for there was no other code to give
    before; a later one's does not.
    """
    prompts = await _prompts(unit, attempt)
    if prompts and typed.reply_to is not None:
        return typed.reply_to in prompts
    if not prompts:
        if typed.reply_to is not None and typed.reply_to <= await _newest_known(unit, attempt.creator_id):
            return False
        return typed.date >= attempt.state_since - LIMITS.code_before_challenge
    if typed.message_id > min(prompts):
        return True
    opened = floor(attempt.state_since) if attempt.challenge == 1 else attempt.state_since
    return attempt.way is not None and typed.date >= opened


async def _prompts(unit: Unit, attempt: Attempt) -> frozenset[int]:
    """Give the ids of what asks for the open challenge: its prompt and reminders."""
    slot = challenge_slot(attempt.challenge)
    cards = await unit.cards.of_attempt(attempt.id)
    reminders = await unit.outbox.of_attempt(attempt.id)
    asking = [card for card in cards if card.audience is Audience.CREATOR and card.slot == slot]
    reminding = [entry for entry in reminders if entry.challenge == attempt.challenge]
    return _ids(asking, reminding)


async def _newest_known(unit: Unit, creator_id: str) -> int:
    """Give the id of the newest message that any login of hers is known to have; ids in a chat only grow."""
    cards = await unit.cards.newest_to(creator_id, MESSAGES)
    reminders = await unit.outbox.newest_to(creator_id, MESSAGES)
    return max(_ids(cards, reminders), default=0)


def _ids(cards: Iterable[Card], reminders: Iterable[OutboxEntry]) -> frozenset[int]:
    ids = [*(card.message_id for card in cards), *(entry.message_id for entry in reminders)]
    return frozenset(message_id for message_id in ids if message_id is not None)


async def claim_early(work: Work, caller: Caller, attempt: Attempt, code: Secret) -> Reaction | None:
    """Use a code that was held for the challenge that has opened; None where the row moved on meanwhile."""
    step = read_ask(attempt.ask)
    if not isinstance(step, CodeNeeded) or len(code) not in step.lengths:
        return Reaction.NOT_A_CODE
    return await _claim(work, caller, attempt, code)


async def answer_on_page(work: Work, caller: Caller, attempt: Attempt, typed: Secret) -> Reaction:
    """Take a code that she typed on the connect page, by the same rules and the same claim as in the chat.

    The page shows the open challenge alone, so there is no message whose age could tell it from another's.
    """
    if is_telegrams_own(typed) or names_a_password(typed):
        return Reaction.TELEGRAM_CODE if is_telegrams_own(typed) else Reaction.NOT_A_CODE
    current: Attempt | None = attempt
    for _ in range(RACES):
        if current is None or current.state in OVER:
            return Reaction.CODE_LATE
        if current.state is not State.CODE_NEEDED or current.challenge != attempt.challenge:
            return Reaction.BUSY
        step = read_ask(current.ask)
        code = find_code(typed, step.lengths if isinstance(step, CodeNeeded) else ANY_LENGTH)
        if isinstance(code, NoCode):
            return Reaction.CODE_AMBIGUOUS if code is NoCode.AMBIGUOUS else Reaction.NOT_A_CODE
        reaction = await _claim(work, caller, current, code)
        if reaction is not None:
            return reaction
        current = await work.unit.attempts.get(attempt.id)
    return Reaction.BUSY
