"""/proxy: the owner's alone, in private, and nothing of it stays readable in a chat."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.bot.handlers.office import SAM, Office, Said, texts
from tests.storage import builders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.models import OwnProxy

ADDRESS = "192.31.196.7"
PASSWORD = "Tr0ub4dor"
SET = f"/proxy 1 {ADDRESS} 8080 moonlight {PASSWORD}"


async def own(office: Office) -> OwnProxy | None:
    async with office.heart.store.read() as unit:
        return await unit.proxies.of_team(office.heart.cast.team.id)


def everything(said: Sequence[Said]) -> str:
    return "\n".join(f"{one.text} {one.buttons}" for one in said)


async def test_the_owner_sets_one_and_the_message_is_deleted(office: Office) -> None:
    said = await office.says(SAM, SET)
    found = await own(office)
    assert found is not None
    assert (found.host, found.port, found.username, found.password) == (ADDRESS, 8080, "moonlight", PASSWORD)
    assert len(office.deleted) == 1
    assert "192.….7, port 8080, with password" in texts(said, SAM)
    assert "change that password" not in texts(said, SAM)
    assert (await office.audited())[-1] == "proxy_set"


async def test_it_is_never_shown_again(office: Office) -> None:
    await office.says(SAM, SET)
    await office.says(SAM, "/proxy")
    for secret in (PASSWORD, "moonlight ", ADDRESS):
        assert secret not in everything(office.said)


async def test_one_without_a_password_is_taken(office: Office) -> None:
    said = await office.says(SAM, f"/proxy 1 {ADDRESS} 1080")
    assert "without password" in texts(said, SAM)


async def test_another_replaces_the_first(office: Office) -> None:
    await office.says(SAM, SET)
    await office.says(SAM, "/proxy 1 192.31.196.8 3128")
    found = await own(office)
    assert found is not None
    assert (found.host, found.password) == ("192.31.196.8", None)


async def test_it_can_be_removed(office: Office) -> None:
    await office.says(SAM, SET)
    await office.says(SAM, "/proxy")
    said = await office.presses(SAM, "Remove that of Moonlight Agency")
    assert "has no own proxy any more" in texts(said, SAM)
    assert await own(office) is None
    assert (await office.audited())[-1] == "proxy_removed"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (f"/proxy {ADDRESS} 8080 moonlight {PASSWORD}", "team's number first"),
        (f"/proxy 1 proxy.example 8080 moonlight {PASSWORD}", "public IP address"),
        (f"/proxy 1 127.0.0.1 8080 moonlight {PASSWORD}", "public IP address"),
        (f"/proxy 1 {ADDRESS} 99999 moonlight {PASSWORD}", "from 1 to 65535"),
        (f"/proxy 7 {ADDRESS} 8080 moonlight {PASSWORD}", "no team with that number"),
        (f"/proxy 0 {ADDRESS} 8080 moonlight {PASSWORD}", "no team with that number"),
        (f"/proxy 1 {ADDRESS} 8080 møønlight {PASSWORD}", "plain ASCII"),
    ],
)
async def test_what_is_refused_is_deleted_as_well(office: Office, written: str, told: str) -> None:
    said = await office.says(SAM, written)
    assert told in texts(said, SAM)
    assert PASSWORD not in everything(said)
    assert len(office.deleted) == 1
    assert await own(office) is None


async def test_in_a_group_it_has_no_effect_and_is_deleted(office: Office) -> None:
    said = await office.says(SAM, SET, where=office.group)
    assert "in private" in texts(said, office.group)
    assert "change that password" in texts(said, office.group)
    assert len(office.deleted) == 1
    assert await own(office) is None


@pytest.mark.parametrize("in_the_group", [False, True])
async def test_a_managers_is_deleted_and_the_password_said_to_be_none_any_more(
    office: Office, *, in_the_group: bool
) -> None:
    where = office.group if in_the_group else office.mia
    said = await office.says(office.mia, SET, where=where)
    assert "change that password" in texts(said, where)
    assert PASSWORD not in everything(said)
    assert len(office.deleted) == 1


async def test_an_edited_message_has_no_effect_and_is_deleted(office: Office) -> None:
    await office.edits(SAM, SET)
    assert len(office.deleted) == 1
    assert await own(office) is None


async def test_a_forwarded_message_has_no_effect_and_is_deleted(office: Office) -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Somebody"}
    await office.says(SAM, SET, forward_origin=origin)
    assert len(office.deleted) == 1
    assert await own(office) is None


async def test_nobody_but_the_owner_sets_or_removes_one(office: Office) -> None:
    assert "Only the owner" in texts(await office.says(office.mia, SET), office.mia)
    assert await own(office) is None
    await office.says(SAM, SET)
    await office.says(SAM, "/proxy")
    await office.presses(office.mia, "Remove that of Moonlight Agency")
    assert await own(office) is not None


async def test_a_team_that_comes_in_takes_no_others_number(office: Office) -> None:
    shown = await office.says(SAM, "/proxy")
    assert "1. <b>Moonlight Agency</b>" in texts(shown, SAM)
    async with office.heart.work() as work:
        await work.unit.teams.add(builders.team(title="Afternoon Agency", created_at=work.now + 1))
    shown = await office.says(SAM, "/proxy")
    assert "1. <b>Moonlight Agency</b>" in texts(shown, SAM)
    assert "2. <b>Afternoon Agency</b>" in texts(shown, SAM)


async def test_what_is_said_in_parts_comes_in_order(office: Office) -> None:
    async with office.heart.work() as work:
        for number in range(60):
            await work.unit.teams.add(builders.team(title=f"Agency {number}", created_at=work.now + number))
    shown = await office.says(SAM, "/proxy")
    numbers = [int(line.split(".")[0]) for line in texts(shown, SAM).splitlines() if line[:1].isdigit()]
    assert numbers == [*range(1, 62)]


async def test_a_team_keeps_its_number_when_an_older_one_ends(office: Office) -> None:
    older = office.heart.cast.team
    async with office.heart.store.write() as unit:
        younger = builders.team(title="Sunlight Agency", created_at=older.created_at + 1)
        await unit.teams.add(younger)
        await unit.teams.save(replace(older, closed_at=older.created_at + 2))
    said = await office.says(SAM, SET)
    assert "no team with that number" in texts(said, SAM)
    await office.says(SAM, SET.replace("/proxy 1", "/proxy 2"))
    async with office.heart.store.read() as unit:
        assert await unit.proxies.of_team(younger.id) is not None
