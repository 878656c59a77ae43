"""What is held about a person is found whole and removed whole: nothing but pseudonyms is left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage import Assignment, InvitationState, ManagerState, State, Store, new_id
from storage.models import Errand, MoveState
from storage.schema import audit_entries, audit_heads, metadata, outbox, people
from tests.storage import builders
from tests.storage.builders import NOW, Cast, stored

if TYPE_CHECKING:
    from storage.models import OutboxEntry
    from storage.repositories.holdings import Held

ELSEWHERE = 4_242


async def held_about(store: Store, cast: Cast) -> Held:
    async with store.read() as unit:
        person = await unit.people.get(cast.stella.id)
        assert person is not None
        return await unit.holdings.of(person)


async def lived_in(store: Store, cast: Cast) -> set[str]:
    """Let Stella leave a row wherever one can be; give the ids of all of them."""
    over = await stored(store, cast, state=State.CONNECTED)
    live = await stored(store, cast, resume="resume")
    gone = builders.account(cast.team, cast.stella, external_id="acct_gone", removed_at=NOW)
    invitation = builders.invitation(
        cast.manager, state=InvitationState.USED, person_id=cast.stella.id, number="42"
    )
    move = builders.move(cast.stella, state=MoveState.DONE)
    link, card = builders.link(live), builders.card(over, message_id=77)
    asked, lift = builders.outbox_entry(attempt_id=live.id), builders.lift(cast.stella)
    async with store.write() as unit:
        await unit.accounts.add(gone)
        await unit.invitations.add(invitation, "token of an invitation")
        await unit.moves.add(move, "token of a move")
        await unit.links.add(link, "token of a link")
        await unit.cards.claim_new(card, 60)
        await unit.cards.shown(card.id, 77, "digest", has_buttons=True)
        for entry in messages(cast):
            await unit.outbox.add(entry)
        await unit.outbox.add(asked)
        await unit.guesses.let_go_on(lift)
        subjects = {"creator": cast.stella.id, "account": cast.account.id}
        await unit.audit.append(cast.team.id, "login_connected", NOW, attempt=over.id, **subjects)
        await unit.audit.append(cast.team.id, "manager_listed", NOW, manager=cast.manager.id)
    left = (over, live, gone, invitation, move, link, card, asked, lift)
    return {row.id for row in (*left, cast.enrolment, cast.account, cast.stella)}


def messages(cast: Cast) -> list[OutboxEntry]:
    """Give one message to her, one named after her in the group, and one that is about others."""
    to_her = builders.outbox_entry(chat_id=cast.stella.telegram_id, body="Hello")
    named = builders.outbox_entry(key=f"stopped:{cast.stella.id}:1", chat_id=ELSEWHERE, body="Stella")
    return [to_her, named, builders.outbox_entry(key="about:others", chat_id=ELSEWHERE, body="Else")]


async def rows_naming(store: Store, words: set[str]) -> dict[str, int]:
    """Count by table the rows outside the audit in whose plain columns one of these words stands."""
    found: dict[str, int] = {}
    async with store.session() as session:
        for table in set(metadata.sorted_tables) - {audit_entries, audit_heads}:
            for row in await session.rows(select(table)):
                text = " ".join(str(value) for value in row.values() if not isinstance(value, bytes))
                if any(word in text for word in words):
                    found[table.name] = found.get(table.name, 0) + 1
    return found


async def test_everything_about_her_is_found(store: Store, cast: Cast) -> None:
    await lived_in(store, cast)
    held = await held_about(store, cast)
    assert held.enrolments == [cast.enrolment]
    assert {account.external_id for account in held.accounts} == {cast.account.external_id, "acct_gone"}
    assert {attempt.state for attempt in held.attempts} == {State.CONNECTED, State.WORKING}
    assert [card.message_id for card in held.cards] == [77]
    assert (len(held.links), len(held.invitations), len(held.moves), len(held.lifts)) == (1, 1, 1, 1)
    assert [message.body for message in held.messages] == ["Hello"]
    assert [(team, entry.kind) for team, entry in held.entries] == [(cast.team.id, "login_connected")]
    assert not held.is_staff


async def test_nothing_of_another_creator_is_found(store: Store, cast: Cast) -> None:
    await lived_in(store, cast)
    other = await builders.cast(store)
    held = await held_about(store, other)
    assert (held.attempts, held.cards, held.invitations, held.entries) == ([], [], [], [])
    assert held.enrolments == [other.enrolment]


async def test_after_a_removal_no_table_but_the_audit_knows_of_her(store: Store, cast: Cast) -> None:
    ids = await lived_in(store, cast)
    words = {*ids, await telegram_hash(store, cast), cast.enrolment.consent.digest, cast.stella.first_name}
    assert len(await rows_naming(store, words)) > 8
    held = await held_about(store, cast)
    async with store.write() as unit:
        await unit.erasing.creator(held)
        await unit.erasing.person(held)
    assert await rows_naming(store, words) == {}
    async with store.read() as unit:
        assert await unit.people.by_telegram_id(cast.stella.telegram_id) is None
        assert await unit.holdings.messages_to(cast.stella.telegram_id) == []
        assert await unit.audit.verify(cast.team.id) is None
        assert len(await unit.audit.entries(cast.team.id)) == 2
        assert [entry.key for entry in await unit.holdings.messages_to(ELSEWHERE)] == ["about:others"]


async def test_no_team_may_have_her_account_any_more_that_nobody_else_has(store: Store, cast: Cast) -> None:
    bella = await builders.person(store, "Bella")
    hers = (
        cast.account,
        builders.account(cast.team, cast.stella, external_id="acct_not_hers", confirmed_at=None),
        builders.account(cast.team, cast.stella, external_id="acct_bellas", removed_at=NOW),
    )
    async with store.write() as unit:
        for account in hers[1:]:
            await unit.accounts.add(account)
        await unit.accounts.add(builders.account(cast.team, bella, external_id="acct_bellas"))
        for account in hers:
            given = {
                name: getattr(account, name) for name in ("team_id", "provider", "platform", "external_id")
            }
            await unit.assignments.assign(Assignment(id=new_id(), created_at=NOW, **given))
        await unit.erasing.creator(await unit.holdings.of(cast.stella))
    async with store.read() as unit:
        left = {one.external_id for one in await unit.assignments.of_team(cast.team.id)}
    assert left == {"acct_not_hers", "acct_bellas"}


async def test_a_removed_creator_may_stay_a_manager(store: Store, cast: Cast) -> None:
    place = builders.manager(cast.team, cast.stella, state=ManagerState.LISTED)
    async with store.write() as unit:
        await unit.managers.add(place)
        await unit.people.note(cast.stella.id, blocked_at=NOW, forget_at=NOW)
        await unit.erasing.creator(await unit.holdings.of(cast.stella))
    async with store.read() as unit:
        assert await unit.managers.of_person(cast.stella.id) == [place]
        assert await unit.enrolments.of_creator(cast.stella.id) == []
        person = await unit.people.get(cast.stella.id)
    assert person == replace(cast.stella, blocked_at=None, forget_at=None)


async def test_what_a_removed_manager_has_asked_for_stays_hers(store: Store, cast: Cast) -> None:
    attempt = await stored(store, cast, state=State.CONNECTED)
    async with store.write() as unit:
        await unit.managers.save(replace(cast.manager, state=ManagerState.REMOVED))
        held = await unit.holdings.of(cast.mia)
        assert not held.is_staff
        await unit.erasing.person(held)
    async with store.read() as unit:
        assert await unit.attempts.get(attempt.id) == replace(attempt, manager_id=None)
        assert await unit.people.get(cast.mia.id) is None


async def test_a_deletion_that_is_still_to_be_made_outlives_her(store: Store, cast: Cast) -> None:
    code = builders.outbox_entry(
        chat_id=cast.stella.telegram_id, errand=Errand.DELETE, message_id=5, body=None
    )
    async with store.write() as unit:
        await unit.outbox.add(code)
        await unit.erasing.creator(await unit.holdings.of(cast.stella))
        assert await unit.outbox.get(code.id) == replace(code, passing=True)
        await unit.outbox.done(code.id, NOW, None)
        assert await unit.holdings.messages_to(cast.stella.telegram_id) == []


async def test_no_row_is_left_of_a_passing_message(store: Store) -> None:
    sent, refused = builders.outbox_entry(passing=True), builders.outbox_entry(passing=True)
    async with store.write() as unit:
        await unit.outbox.add(sent)
        await unit.outbox.add(refused)
        await unit.outbox.done(sent.id, NOW, 5)
        await unit.outbox.give_up(refused.id, NOW)
    async with store.session() as session:
        assert await session.rows(select(outbox)) == []


async def telegram_hash(store: Store, cast: Cast) -> str:
    async with store.session() as session:
        found: str = await session.scalar(select(people.c.telegram_hash).where(people.c.id == cast.stella.id))
    return found
