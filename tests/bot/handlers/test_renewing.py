"""She agrees to a newer text, from the question that names it or after she has read it whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.cards.buttons import Verb, data
from bot.relay.consents import OLD_HOLDS, Consents, ConsentText
from storage.models import State
from tests.bot.handlers.office import Said, texts
from tests.bot.relay.attempts import NOW

if TYPE_CHECKING:
    from storage.models import Attempt, Consent
    from tests.bot.handlers.office import Office

DAY = 24 * 3600.0
TABLE = Consents(
    (
        ConsentText(1, NOW - 400 * DAY, "consent.text.1"),
        ConsentText(2, NOW - OLD_HOLDS, "consent.text.1"),
    )
)


@pytest.fixture
async def asked(office: Office) -> Attempt:
    """Give a login that she is asked about, while her agreement is to a text that holds no more."""
    office.heart.relay = replace(office.heart.relay, consents=TABLE)
    until = NOW + DAY
    return await office.heart.stored(
        State.ASKED, asked_first=True, offers=1, answer_by=until, ends_at=until, due_at=until
    )


async def consent(office: Office) -> Consent:
    async with office.heart.store.read() as unit:
        enrolment = await unit.enrolments.get(office.heart.cast.enrolment.id)
    assert enrolment is not None
    return enrolment.consent


async def press(office: Office, verb: Verb, attempt: Attempt, *parts: int) -> list[Said]:
    made = data(verb, attempt.id, *parts)
    return await office.sends_data(office.stella, made, Said(office.stella, "🔔", {"Button": made}))


async def test_agree_and_go_on_agrees_and_starts(office: Office, asked: Attempt) -> None:
    await press(office, Verb.AGREE_ANEW, asked, 2)
    agreed = await consent(office)
    assert (agreed.version, agreed.language, agreed.at) == (2, "en", office.heart.clock())
    assert (await office.heart.row(asked)).state is not State.ASKED
    assert "consent_renewed" in await office.audited()


async def test_read_it_shows_the_whole_text_and_a_button_that_goes_on(office: Office, asked: Attempt) -> None:
    shown = texts(await press(office, Verb.READ, asked), office.stella)
    assert "the new text" in shown
    assert "An account counts only after I said that it is mine" in shown
    await office.presses(office.stella, "Agree and go on")
    assert (await consent(office)).version == 2
    assert (await office.heart.row(asked)).state is not State.ASKED


async def test_without_her_agreement_she_is_shown_the_text_instead(office: Office, asked: Attempt) -> None:
    shown = texts(await press(office, Verb.READY, asked), office.stella)
    assert "the new text" in shown
    assert "Please agree to it first" in office.toasts()[-1]
    assert (await office.heart.row(asked)).state is State.ASKED
    await office.presses(office.stella, "I agree")
    assert (await consent(office)).version == 2
    assert "press again" in texts(office.said, office.stella)


async def test_a_button_for_a_text_that_is_not_the_newest_agrees_to_nothing(
    office: Office, asked: Attempt
) -> None:
    await press(office, Verb.AGREE_ANEW, asked, 1)
    await press(office, Verb.AGREE_ANEW, asked, 3)
    await press(office, Verb.AGREE_ANEW, asked)
    assert (await consent(office)).version == 1


async def test_nobody_agrees_for_her(office: Office, asked: Attempt) -> None:
    made = data(Verb.AGREE_ANEW, asked.id, 2)
    await office.sends_data(office.mia, made, Said(office.mia, "🔔", {"Button": made}))
    await press(office, Verb.READY, asked)
    hers = next(said for said in reversed(office.said) if "I agree" in said.buttons)
    await office.sends_data(office.mia, hers.buttons["I agree"], replace(hers, chat_id=office.mia))
    assert (await consent(office)).version == 1
