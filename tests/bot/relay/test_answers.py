"""Which challenge a message of hers answers, and that it is handed over once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.relay.reactions import Reaction
from providers.secret import Secret
from providers.steps import Done
from storage import new_id
from storage.models import Attempt, Audience, CallKind, Card, State, Way
from tests.bot.relay.attempts import NOW, SELFIE, SMS
from tests.bot.relay.heart import CODE, OWNER
from tests.bot.relay.page import asked
from tests.bot.relay.scripted import soon
from tests.storage import builders

if TYPE_CHECKING:
    from providers.steps import CodeNeeded, LinkNeeded
    from tests.bot.relay.heart import Heart

FIRST, SECOND, SOMETHING_ELSE = 10, 20, 15


async def shown(heart: Heart, attempt: Attempt, slot: str, message_id: int | None) -> None:
    """Note a message of hers in the chat; without an id its sending is under way."""
    card = Card(id=new_id(), attempt_id=attempt.id, audience=Audience.CREATOR, slot=slot, created_at=NOW)
    async with heart.store.write() as unit:
        await unit.cards.claim_new(card, 8)
        if message_id is not None:
            await unit.cards.shown(card.id, message_id, "digest", has_buttons=True)


async def reminded(heart: Heart, attempt: Attempt, message_id: int) -> None:
    """Note a reminder of an attempt's first challenge in the chat."""
    entry = builders.outbox_entry(attempt_id=attempt.id, challenge=1, chat_id=heart.cast.stella.telegram_id)
    async with heart.store.write() as unit:
        await unit.outbox.add(entry)
        await unit.outbox.done(entry.id, NOW, message_id)


async def second_challenge(heart: Heart, prompt: int | None, way: Way | None = None) -> Attempt:
    """Open a second challenge whose prompt has this id; the first one's stands above it."""
    attempt = await heart.stored(State.CODE_NEEDED, ask=SMS, challenge=2, way=way)
    await shown(heart, attempt, "challenge-1", FIRST)
    await shown(heart, attempt, "challenge-2", prompt)
    return attempt


@pytest.mark.parametrize("prompt", [None, SECOND])
async def test_a_reply_to_an_older_prompt_is_not_taken_for_the_open_challenge(
    heart: Heart, prompt: int | None
) -> None:
    attempt = await second_challenge(heart, prompt)
    assert await heart.types(message_id=30, reply_to=FIRST) is Reaction.CODE_OLD
    assert (await heart.row(attempt)).state is State.CODE_NEEDED


@pytest.mark.parametrize("kind", ["prompt", "reminder"])
async def test_a_reply_to_another_logins_prompt_is_not_taken_while_the_open_prompts_id_is_unknown(
    heart: Heart, kind: str
) -> None:
    before = await heart.stored(State.EXPIRED, challenge=1, watch_until=None)
    await shown(heart, before, "challenge-1", FIRST)
    if kind == "reminder":
        await reminded(heart, before, SOMETHING_ELSE)
    reply_to = FIRST if kind == "prompt" else SOMETHING_ELSE
    attempt = await heart.stored(State.CODE_NEEDED, ask=SMS)
    await shown(heart, attempt, "challenge-1", None)
    assert await heart.types(message_id=30, reply_to=reply_to) is Reaction.CODE_OLD
    assert (await heart.row(attempt)).state is State.CODE_NEEDED


@pytest.mark.parametrize("state", [State.STARTING, State.WORKING])
async def test_a_reply_is_no_early_code_for_nothing_has_asked_for_it_yet(heart: Heart, state: State) -> None:
    before = await heart.stored(State.EXPIRED, challenge=1, watch_until=None)
    await shown(heart, before, "challenge-1", FIRST)
    await heart.stored(state, owner=OWNER)
    for reply_to in (FIRST, SOMETHING_ELSE):
        assert await heart.types(message_id=30, reply_to=reply_to) is Reaction.CODE_TOO_EARLY


@pytest.mark.parametrize(("ago", "reaction"), [(6, Reaction.CODE_OLD), (4, Reaction.CODE_EARLY)])
async def test_a_code_that_was_typed_before_the_login_began_is_not_for_it(
    heart: Heart, ago: float, reaction: Reaction
) -> None:
    await heart.stored(State.STARTING, started_at=NOW, owner=OWNER)
    assert await heart.types(ago=ago) is reaction


@pytest.mark.parametrize("reply_to", [None, SECOND, SOMETHING_ELSE])
async def test_a_code_is_taken_while_the_open_prompts_id_is_unknown(
    heart: Heart, reply_to: int | None
) -> None:
    attempt = await second_challenge(heart, None)
    heart.provider.answers("submit_code", Done(None))
    assert await heart.types(message_id=30, reply_to=reply_to) is Reaction.CODE_TAKEN
    await heart.becomes(attempt, State.CONNECTED)
    assert heart.provider.codes == [CODE.reveal()]


async def test_a_reply_to_something_else_is_not_taken_where_the_open_prompt_is_known(heart: Heart) -> None:
    await second_challenge(heart, SECOND)
    assert await heart.types(message_id=30, reply_to=SOMETHING_ELSE) is Reaction.CODE_OLD


async def test_a_code_from_before_the_open_prompt_is_not_taken(heart: Heart) -> None:
    await second_challenge(heart, SECOND)
    assert await heart.types(message_id=SOMETHING_ELSE) is Reaction.CODE_OLD


@pytest.mark.parametrize(("way", "reaction"), [(None, Reaction.CODE_OLD), (Way.FORM, Reaction.CODE_TAKEN)])
async def test_a_code_that_crosses_its_prompt_is_taken_where_the_page_asks_too(
    heart: Heart, way: Way | None, reaction: Reaction
) -> None:
    attempt = await heart.stored(State.CODE_NEEDED, ask=SMS, way=way, state_since=NOW + 0.5)
    await shown(heart, attempt, "challenge-1", SECOND)
    assert await heart.types(message_id=SOMETHING_ELSE) is reaction


async def test_a_code_that_crosses_a_later_prompt_is_taken_where_the_page_asks_too(heart: Heart) -> None:
    await second_challenge(heart, SECOND, Way.FORM)
    assert await heart.types(message_id=SOMETHING_ELSE) is Reaction.CODE_TAKEN


async def test_a_code_from_before_the_challenge_is_not_taken_where_the_page_asks_too(heart: Heart) -> None:
    await second_challenge(heart, SECOND, Way.FORM)
    assert await heart.types(message_id=SOMETHING_ELSE, ago=1) is Reaction.CODE_OLD


async def test_of_many_codes_typed_at_once_one_is_handed_over(heart: Heart) -> None:
    attempt = await heart.stored(State.CODE_NEEDED, ask=SMS)
    heart.provider.answers("submit_code", Done(None))
    reactions = await asyncio.gather(*(heart.types(message_id=30 + number) for number in range(5)))
    assert sorted(reactions) == [Reaction.BUSY] * 4 + [Reaction.CODE_TAKEN]
    await heart.becomes(attempt, State.CONNECTED)
    assert heart.provider.codes == [CODE.reveal()]


async def test_a_code_after_decline_is_not_submitted(heart: Heart) -> None:
    attempt = await heart.stored(State.CODE_NEEDED, ask=SMS)
    await heart.decline(attempt)
    assert await heart.types() is Reaction.CODE_LATE
    await soon(heart.driver.stop(5))
    assert heart.provider.made == []


async def test_a_code_while_hers_is_being_checked_is_not_handed_over(heart: Heart) -> None:
    await heart.stored(State.SUBMITTING, ask=SMS, call=CallKind.CODE, submitted_at=NOW)
    assert await heart.types() is Reaction.BUSY


async def test_a_code_for_a_selfie_is_answered_with_what_is_wanted(heart: Heart) -> None:
    await heart.stored(State.LINK_NEEDED, ask=SELFIE)
    assert await heart.types() is Reaction.LINK_INSTEAD


async def test_a_code_of_another_length_is_not_handed_over(heart: Heart) -> None:
    await heart.stored(State.CODE_NEEDED, ask=SMS)
    assert await heart.types(Secret("123456789")) is Reaction.NOT_A_CODE


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize("text", ["moonlit-harbour", "stella@mail.example", "48151623", "my password is x"])
async def test_what_belongs_on_the_page_is_not_kept_in_the_chat(heart: Heart, way: Way, text: str) -> None:
    await asked(heart, way)
    reaction = await heart.types(Secret(text))
    assert reaction is Reaction.PAGE_INSTEAD
    assert reaction.hides


async def test_telegrams_own_code_is_told_apart_while_the_page_waits(heart: Heart) -> None:
    await asked(heart)
    assert await heart.types(Secret("Telegram code: 12345")) is Reaction.TELEGRAM_CODE


async def test_a_question_without_a_page_is_still_answered_by_its_button(heart: Heart) -> None:
    await heart.stored(State.ASKED, asked_first=True, offers=1)
    assert await heart.types(Secret("moonlit-harbour")) is Reaction.ASKED_ABOVE


@pytest.mark.parametrize(("state", "ask"), [(State.CODE_NEEDED, SMS), (State.LINK_NEEDED, SELFIE)])
async def test_a_password_typed_into_the_chat_while_the_page_goes_on_is_not_kept(
    heart: Heart, state: State, ask: CodeNeeded | LinkNeeded
) -> None:
    await heart.stored(state, ask=ask, way=Way.FORM)
    reaction = await heart.types(Secret("moonlit harbour"))
    assert reaction is Reaction.NOT_TYPED_HERE
    assert reaction.hides


async def test_words_that_are_no_code_stay_where_no_page_is_open(heart: Heart) -> None:
    await heart.stored(State.CODE_NEEDED, ask=SMS)
    reaction = await heart.types(Secret("one moment please"))
    assert reaction is Reaction.NOT_A_CODE
    assert not reaction.hides
