"""Codes that she types on the connect page: the same claim as in the chat, and no other rule."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.relay.limits import LIMITS
from bot.relay.reactions import Reaction
from providers.secret import Secret
from providers.steps import Channel, CodeNeeded, Done, LinkKind, LinkNeeded, Working
from storage.models import Attempt, CallKind, State
from tests.bot.relay.attempts import SMS
from tests.bot.relay.heart import CODE
from tests.bot.relay.page import Page, begun
from tests.bot.relay.scripted import soon

if TYPE_CHECKING:
    from tests.bot.relay.heart import Heart

NEW = Done("acct_new")
SIX = replace(SMS, lengths=(6,))


async def asking(heart: Heart, step: CodeNeeded | LinkNeeded = SMS) -> tuple[Attempt, Page]:
    """Give a connection whose page asks for something."""
    attempt, page = await begun(heart)
    heart.provider.answers("start", step)
    await page.sign_in()
    return await heart.becomes(attempt, State.CODE_NEEDED, State.LINK_NEEDED), page


async def test_a_code_typed_on_the_page_is_handed_over_once_and_connects(heart: Heart) -> None:
    attempt, page = await asking(heart)
    heart.provider.answers("submit_code", NEW)
    assert await page.code() is Reaction.CODE_TAKEN
    await heart.becomes(attempt, State.CONNECTED)
    assert heart.provider.codes == [CODE.reveal()]


async def test_of_many_codes_typed_on_page_and_chat_at_once_one_is_handed_over(either: Heart) -> None:
    attempt, page = await asking(either)
    held = either.provider.holds("submit_code", NEW)
    acts = [page.code() for _ in range(5)] + [either.types(message_id=30 + number) for number in range(5)]
    reactions = await asyncio.gather(*acts)
    assert reactions.count(Reaction.CODE_TAKEN) == 1
    assert set(reactions) <= {Reaction.CODE_TAKEN, Reaction.BUSY}
    await soon(held.reached.wait())
    held.go()
    await either.becomes(attempt, State.CONNECTED)
    assert either.provider.codes == [CODE.reveal()]


async def test_a_code_typed_for_an_older_challenge_is_not_handed_over(heart: Heart) -> None:
    attempt, page = await asking(heart)
    heart.provider.answers("submit_code", replace(SMS, challenge="sms-2", rejected=True))
    await page.code()
    await heart.becomes(attempt, State.CODE_NEEDED)
    assert await page.code(challenge=1) is Reaction.BUSY
    assert heart.provider.made == ["start", "submit_code"]


@pytest.mark.parametrize(
    ("typed", "reaction"),
    [
        ("12345", Reaction.NOT_A_CODE),
        ("1234567", Reaction.NOT_A_CODE),
        ("", Reaction.NOT_A_CODE),
        ("stella", Reaction.NOT_A_CODE),
        ("123456 or 654321", Reaction.CODE_AMBIGUOUS),
        ("Login code: 12345. Do not give this code to anyone.", Reaction.TELEGRAM_CODE),
        ("Telegram 123456", Reaction.TELEGRAM_CODE),
        ("my password is 123456", Reaction.NOT_A_CODE),
    ],
)
async def test_what_is_no_code_for_this_challenge_is_not_handed_over(
    heart: Heart, typed: str, reaction: Reaction
) -> None:
    attempt, page = await asking(heart, SIX)
    assert await page.code(Secret(typed)) is reaction
    assert (await heart.row(attempt)).state is State.CODE_NEEDED
    assert heart.provider.made == ["start"]


async def test_a_code_grouped_as_it_was_shown_is_taken(heart: Heart) -> None:
    attempt, page = await asking(heart, SIX)
    heart.provider.answers("submit_code", NEW)
    assert await page.code(Secret(" 123 456 ")) is Reaction.CODE_TAKEN
    await heart.becomes(attempt, State.CONNECTED)
    assert heart.provider.codes == ["123456"]


async def test_a_code_typed_after_its_time_is_not_handed_over(heart: Heart) -> None:
    attempt, page = await asking(heart)
    heart.clock.later(LIMITS.code)
    assert await page.code() is Reaction.CODE_LATE
    assert (await heart.row(attempt)).state is State.CODE_NEEDED
    assert heart.provider.made == ["start"]


@pytest.mark.parametrize("end", ["decline", "not_me"])
async def test_a_code_after_her_end_is_not_handed_over(heart: Heart, end: str) -> None:
    _, page = await asking(heart)
    await getattr(page, end)()
    assert await page.code() is Reaction.OVER
    await soon(heart.driver.stop(5))
    assert heart.provider.made == ["start"]


async def test_a_code_for_a_link_is_not_handed_over(heart: Heart) -> None:
    _, page = await asking(heart, LinkNeeded("r2", "selfie", LinkKind.SELFIE))
    assert await page.code() is Reaction.BUSY
    assert heart.provider.made == ["start"]


async def test_she_says_on_the_page_that_she_has_finished_behind_her_link(heart: Heart) -> None:
    attempt, page = await asking(heart, LinkNeeded("r2", "s", LinkKind.SELFIE, needs_confirmation=True))
    heart.provider.answers("confirm_link", Working("r3"))
    assert await page.confirm() is Reaction.CHECKING
    await heart.becomes(attempt, State.WORKING)
    assert await page.confirm() is Reaction.BUSY
    assert heart.provider.made == ["start", "confirm_link"]


@pytest.mark.parametrize("challenge", [0, 1, 3])
async def test_her_word_for_another_link_than_the_open_one_is_not_told(heart: Heart, challenge: int) -> None:
    attempt, page = await asking(heart, LinkNeeded("r2", "s", LinkKind.SELFIE, needs_confirmation=True))
    heart.provider.answers("check", LinkNeeded("r3", "s2", LinkKind.SELFIE, needs_confirmation=True))
    assert (await heart.look(attempt)).challenge == 2
    assert await page.confirm(challenge=challenge) is Reaction.BUSY
    heart.provider.answers("confirm_link", Working("r4"))
    assert await page.confirm(challenge=2) is Reaction.CHECKING


async def test_nothing_is_confirmed_after_its_time(heart: Heart) -> None:
    attempt, page = await asking(heart, LinkNeeded("r2", "s", LinkKind.SELFIE, needs_confirmation=True))
    heart.clock.later(LIMITS.link)
    assert await page.confirm() is Reaction.OVER
    assert (await heart.row(attempt)).state is State.LINK_NEEDED
    assert heart.provider.made == ["start"]


async def test_a_code_from_another_browser_is_not_handed_over(heart: Heart) -> None:
    _, page = await asking(heart)
    assert await page.elsewhere().code() is Reaction.OVER
    assert heart.provider.made == ["start"]


async def test_while_a_code_is_checked_no_other_is_handed_over(heart: Heart) -> None:
    attempt, page = await asking(heart)
    held = heart.provider.holds("submit_code", NEW)
    await page.code()
    await soon(held.reached.wait())
    assert await page.code() is Reaction.BUSY
    assert (await heart.row(attempt)).call is CallKind.CODE
    held.go()
    await heart.becomes(attempt, State.CONNECTED)


async def test_an_email_gate_is_answered_on_the_page_like_any_other(heart: Heart) -> None:
    attempt, page = await asking(heart, CodeNeeded("r2", "mail-1", Channel.EMAIL))
    heart.provider.answers("submit_code", NEW)
    assert await page.code() is Reaction.CODE_TAKEN
    await heart.becomes(attempt, State.CONNECTED)
