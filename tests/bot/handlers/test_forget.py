"""/forget: whoever leaves is removed everywhere; on either engine nothing but pseudonyms is left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import telegram
from sqlalchemy import LargeBinary, select

from bot.notifier.chats import ChatQueue
from bot.notifier.errands import Errands
from bot.notifier.farewells import Farewells
from bot.notifier.pace import Pace
from bot.people.forgetting import DELAY
from storage.models import ManagerState, State
from storage.schema import audit_entries, audit_heads, metadata, people
from tests.bot.handlers.office import SAM, Office, Reconnecting, labels, manifest, texts
from tests.bot.relay.conftest import (
    either,
    place,
    postgres,
    postgres_template,
    postgres_url,
)
from tests.storage import builders

if TYPE_CHECKING:
    from tests.bot.relay.heart import Heart

__all__ = ["either", "place", "postgres", "postgres_template", "postgres_url"]

NAME = "Zyxstella"
"""What no other row has."""
GONE = "Everything about you is deleted"
NOTHING_IS_TO_BE_SENT = 3
"""Rounds of the outbox after which all that is due is done."""


@pytest.fixture
async def leaving(either: Heart) -> Office:
    """Give the bot on either engine, with a login of Stella's that is over and one that is live."""
    office = Office(either, {"onlyfanskit": Reconnecting(manifest("onlyfanskit", label="OnlyFansKit"))})
    await office.knows(SAM, "Sam")
    over = await either.stored(State.CONNECTED)
    await either.stored(State.CODE_NEEDED)
    card = builders.card(over, message_id=77)
    async with either.work() as work:
        await work.unit.enrolments.save(replace(either.cast.enrolment, name=NAME))
        await work.unit.cards.claim_new(card, 60)
        await work.unit.cards.shown(card.id, 77, "digest", has_buttons=True)
        await work.unit.audit.append(over.team_id, "login_connected", work.now, creator=over.creator_id)
    return office


def bot_of(office: Office) -> telegram.Bot:
    return telegram.Bot("1:a", request=office.network, get_updates_request=office.network)


async def swept(office: Office) -> None:
    """Let the loop that forgets look once, and all be said that is to be said."""
    heart, bot, queue = office.heart, bot_of(office), ChatQueue(Pace(office.heart.clock, 0.0))
    await Farewells(heart.store, bot, queue, frozenset({SAM}), heart.clock, heart.changes).sweep()
    errands = Errands(heart.store, bot, queue, heart.clock)
    for _ in range(NOTHING_IS_TO_BE_SENT):
        async with heart.store.read() as unit:
            due = await unit.outbox.due(heart.clock(), 99)
        for entry in due:
            await errands.run(entry)


async def forgotten(office: Office) -> None:
    await office.says(office.stella, "/forget")
    await office.presses(office.stella, "Delete everything")
    office.heart.clock.later(DELAY)
    await swept(office)


async def dump(office: Office, *, without_audit: bool = True) -> str:
    """Give all that the database holds, what is sealed opened, as one text."""
    left_out = {audit_entries, audit_heads} if without_audit else set()
    found: list[str] = []
    async with office.heart.store.session() as session:
        keyring = session.vault.keyring
        for table in metadata.sorted_tables:
            if table in left_out or table.name == "key":
                continue
            for row in await session.rows(select(table)):
                for column in table.columns:
                    value = row[column]
                    if isinstance(column.type, LargeBinary) and value is not None:
                        value = keyring.open(table.name, column.name, row["id"], value).decode()
                    found.append(f"{table.name}.{column.name}={value}")
    return "\n".join(found)


async def traces(office: Office) -> list[str]:
    """Name all by which she could be found: ids, names and hashes."""
    cast = office.heart.cast
    async with office.heart.store.session() as session:
        hashed = await session.scalar(select(people.c.telegram_hash).where(people.c.id == cast.stella.id))
    async with office.heart.store.read() as unit:
        held = await unit.holdings.of(cast.stella)
    ids = [row.id for rows in (held.enrolments, held.accounts, held.attempts, held.cards) for row in rows]
    return [*ids, cast.stella.id, str(cast.stella.telegram_id), hashed, cast.account.external_id, NAME]


async def test_ten_minutes_later_a_dump_of_the_database_has_no_trace_of_her(leaving: Office) -> None:
    words = await traces(leaving)
    assert [word for word in words if word not in await dump(leaving)] == []
    await forgotten(leaving)
    left = await dump(leaving)
    assert "Mia" in left
    assert [line for line in left.splitlines() if any(word in line for word in words)] == []
    async with leaving.heart.store.read() as unit:
        assert await unit.audit.verify(leaving.heart.cast.team.id) is None
    assert "creator_forgotten" in await leaving.audited()


async def test_the_audit_keeps_a_pseudonym_and_no_id_of_hers(leaving: Office) -> None:
    async with leaving.heart.store.read() as unit:
        pseudonym = unit.audit.commitment(leaving.heart.cast.team.id, leaving.heart.cast.stella.id)
    await forgotten(leaving)
    audit = await dump(leaving, without_audit=False)
    assert pseudonym in audit
    assert leaving.heart.cast.stella.id not in audit


async def test_what_is_open_ends_with_the_tap_and_nothing_is_removed_yet(leaving: Office) -> None:
    await leaving.says(leaving.stella, "/forget")
    said = await leaving.presses(leaving.stella, "Delete everything")
    assert labels(said, leaving.stella) == ["Undo"]
    async with leaving.heart.store.read() as unit:
        assert await unit.attempts.live_of_creator(leaving.heart.cast.stella.id) is None
    leaving.heart.clock.later(DELAY - 1)
    await swept(leaving)
    async with leaving.heart.store.read() as unit:
        assert len(await unit.enrolments.of_creator(leaving.heart.cast.stella.id)) == 1


async def test_she_and_her_team_are_told_and_her_old_messages_lose_their_buttons(leaving: Office) -> None:
    await forgotten(leaving)
    assert any(GONE in text for text in leaving.network.sent_to(leaving.stella))
    assert any(f"{NAME} has left" in text for text in leaving.network.sent_to(leaving.group))
    stripped = [call.message_id for call in leaving.network.done if call.method == "editMessageReplyMarkup"]
    assert stripped == [77]


async def test_an_undo_leaves_everything_as_it_was(leaving: Office) -> None:
    await leaving.says(leaving.stella, "/forget")
    await leaving.presses(leaving.stella, "Delete everything")
    said = await leaving.presses(leaving.stella, "Undo")
    assert "Nothing is deleted" in texts(said, leaving.stella)
    leaving.heart.clock.later(2 * DELAY)
    await swept(leaving)
    assert [word for word in await traces(leaving) if word not in await dump(leaving)] == []
    assert (await leaving.audited())[-1] == "forget_undone"


async def test_nobody_elses_tap_takes_it_back(leaving: Office) -> None:
    await leaving.says(leaving.stella, "/forget")
    await leaving.presses(leaving.stella, "Delete everything")
    await leaving.presses(leaving.mia, "Undo")
    leaving.heart.clock.later(DELAY)
    await swept(leaving)
    async with leaving.heart.store.read() as unit:
        assert await unit.people.by_telegram_id(leaving.stella) is None


async def test_what_fails_for_one_is_tried_again_and_holds_up_nobody(
    leaving: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> None:
        raise ValueError

    with monkeypatch.context() as patch:
        patch.setattr("bot.notifier.farewells.forget", fails)
        await forgotten(leaving)
    async with leaving.heart.store.read() as unit:
        assert await unit.people.by_telegram_id(leaving.stella) is not None
    await swept(leaving)
    async with leaving.heart.store.read() as unit:
        assert await unit.people.by_telegram_id(leaving.stella) is None


async def test_a_creator_who_is_a_manager_too_stays_one_and_is_told_so(leaving: Office) -> None:
    cast = leaving.heart.cast
    place = builders.manager(cast.team, cast.stella, state=ManagerState.LISTED, name="Stella the manager")
    async with leaving.heart.work() as work:
        await work.unit.managers.add(place)
    await forgotten(leaving)
    assert any("You stay a manager" in text for text in leaving.network.sent_to(leaving.stella))
    async with leaving.heart.store.read() as unit:
        assert await unit.managers.of_person(cast.stella.id) == [place]
        assert await unit.enrolments.of_creator(cast.stella.id) == []
