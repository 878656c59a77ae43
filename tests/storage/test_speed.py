"""Speed: what runs all the time does not read the attempts that are over, of which there are ever more."""

# ruff: noqa: ANN401 - the hooks of SQLAlchemy are untyped

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from storage import Attempt, Keyring, Purpose, State, Store, Unit, Way, Why, new_id
from tests.storage.builders import NOW

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

HOSTED = Attempt(
    id="x",
    team_id="x",
    creator_id="x",
    account_id=None,
    manager_id=None,
    provider="x",
    platform="x",
    purpose=Purpose.CONNECT,
    why=Why.NOT_GIVEN,
    way=Way.HOSTED,
    state=State.WORKING,
    created_at=NOW,
    state_since=NOW,
    answer_by=NOW,
    ends_at=NOW,
    due_at=None,
)
QUERIES: dict[str, Callable[[Unit], Awaitable[object]]] = {
    "claim due attempts": lambda unit: unit.attempts.claim_due(new_id, NOW, 10),
    "next due attempt": lambda unit: unit.attempts.next_due(),
    "untold attempts": lambda unit: unit.attempts.untold(10),
    "a creator's live attempt": lambda unit: unit.attempts.live_of_creator("x"),
    "what a creator was asked": lambda unit: unit.attempts.asked_of_creator("x"),
    "a team's open attempts": lambda unit: unit.attempts.open_of_team("x"),
    "a creator's newest attempts": lambda unit: unit.attempts.newest_of_creator("x", 5),
    "an account's newest attempt": lambda unit: unit.attempts.newest_of_account("x"),
    "a creator's newest connection": lambda unit: unit.attempts.newest_connection_like(HOSTED),
    "an attempt with its company": lambda unit: unit.attempts.view("x"),
    "other connections at a provider": lambda unit: unit.attempts.others_connecting(HOSTED, NOW),
    "a creator's latest step-ups": lambda unit: unit.attempts.step_ups_since("x", NOW),
    "a link by its token": lambda unit: unit.links.by_token("x"),
    "the team of an account": lambda unit: unit.assignments.team_of("x", "y"),
    "a team's own proxy": lambda unit: unit.proxies.of_team("x"),
    "how often a team did something": lambda unit: unit.audit.count("x", "y", NOW),
    "due outbox entries": lambda unit: unit.outbox.due(NOW, 10),
    "next due outbox entry": lambda unit: unit.outbox.next_due(),
    "messages about an attempt": lambda unit: unit.outbox.of_attempt("x"),
    "cards of an attempt": lambda unit: unit.cards.of_attempt("x"),
    "a person by Telegram id": lambda unit: unit.people.by_telegram_id(1),
    "a team by chat": lambda unit: unit.teams.by_chat(1),
    "an enrolment by name": lambda unit: unit.enrolments.by_name("x", "y"),
    "an account by external id": lambda unit: unit.accounts.by_external("x", "y"),
}


@pytest.mark.parametrize("name", QUERIES)
async def test_a_query_is_served_by_an_index(name: str, sqlite_url: str, keyring: Keyring) -> None:
    store = await Store.open(sqlite_url, keyring)
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            seen.append((statement, parameters))

    async with store.session() as session:
        engine = session.connection.engine.sync_engine
        event.listen(engine, "before_cursor_execute", note)
        await QUERIES[name](Unit(session))
        event.remove(engine, "before_cursor_execute", note)
        plans = [
            await session.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
            for sql, values in seen
        ]
    await store.close()
    steps = [step for plan in plans for step in plan.scalars(3)]
    assert steps
    assert not [step for step in steps if step.startswith("SCAN") and "INDEX" not in step]
