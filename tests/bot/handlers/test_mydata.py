"""The file of all that is held: every member is documented, and what is sealed for others stays out of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from bot.people.mydata import written
from storage import InvitationState
from tests.storage import builders
from tests.storage.builders import NOW

if TYPE_CHECKING:
    from storage import Store

DOCUMENT = Path(__file__).parents[3] / "docs" / "mydata.md"


async def a_file(store: Store) -> str:
    cast = await builders.cast(store)
    async with store.write() as unit:
        attempt = builders.attempt(cast, resume="a-resume-of-the-provider")
        await unit.attempts.add(attempt)
        await unit.links.add(builders.link(attempt), "token")
        opened = builders.invitation(
            cast.manager, person_id=cast.stella.id, state=InvitationState.OPENED, number="42"
        )
        await unit.invitations.add(opened, "token of an invitation")
        await unit.guesses.let_go_on(builders.lift(cast.stella))
        await unit.moves.add(builders.move(cast.stella, cast.manager), "token of a move")
        await unit.audit.append(cast.team.id, "login_connected", NOW, creator=cast.stella.id)
        return written(await unit.holdings.of(cast.stella), NOW)


async def test_every_member_is_documented(store: Store) -> None:
    documented = DOCUMENT.read_text(encoding="utf-8")
    assert [member for member in json.loads(await a_file(store)) if f"`{member}`" not in documented] == [
        "made_at"
    ]


async def test_every_kind_of_row_is_in_it(store: Store) -> None:
    file = json.loads(await a_file(store))
    lists = ("enrolments", "accounts", "lifts", "logins", "invitations", "moves", "record")
    assert [len(file[name]) for name in lists] == [1] * len(lists)
    assert len(file["logins"][0]["page_links"]) == 1
    assert file["you"]["known_since"] == "2027-01-15T08:00:00+00:00"


async def test_what_a_provider_needs_to_go_on_is_not_in_it(store: Store) -> None:
    assert "a-resume-of-the-provider" not in await a_file(store)
