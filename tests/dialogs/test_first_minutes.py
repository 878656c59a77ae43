"""The first minutes: before there is an owner, and before the bot can write to one.

Each test has a bot of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.harness.bot import by_launcher
from tests.harness.coming_in import link_in

if TYPE_CHECKING:
    from sandbox.telegram import Group, Message
    from tests.harness.world import World


async def heard(world: World, group: Group, fragment: str) -> Message:
    bot = world.telegram.world.bot
    found = await world.telegram.until(
        lambda: [m for m in group.messages if m.sender is bot and fragment in m.text]
    )
    return found[-1]


async def test_without_an_owner_only_start_answers_and_says_where_to_put_the_id(fresh: World) -> None:
    await fresh.bot(arguments=by_launcher(fresh.clock), OWNER_IDS="").start()
    somebody = fresh.telegram.person("Sam")
    somebody.tells_bot("/help")
    somebody.starts_bot()
    said = await fresh.sees(somebody, "OWNER_IDS")
    assert str(somebody.id) in said.text
    assert len([m for m in somebody.private.messages if m.sender is not somebody]) == 1


async def test_an_owner_without_a_private_chat_is_led_there_first(fresh: World) -> None:
    sam = fresh.telegram.person("Sam")
    await fresh.bot(arguments=by_launcher(fresh.clock), OWNER_IDS=str(sam.id)).start()
    group = fresh.telegram.group("Moonlight Agency", sam)
    group.add_bot()
    sam.says(group, "/setup")
    card = await heard(fresh, group, "write to you in private")
    press = sam.presses(card, "Go on")
    assert "Not yet" in (await press.answered()).text
    assert not card.deleted
    sam.opens(link_in(card))
    await fresh.sees(sam, "Go back to the group and press “Go on”")
    sam.presses(card, "Go on")
    await heard(fresh, group, "This group is the team")


async def test_the_link_that_adds_the_bot_to_a_group_also_sets_it_up(fresh: World) -> None:
    await fresh.bot(arguments=by_launcher(fresh.clock)).start()
    await fresh.sees(fresh.owner, "You own this bot")
    mia = fresh.telegram.person("Mia")
    group = fresh.telegram.group("Moonlight Agency", fresh.owner, [mia])
    group.add_bot()
    mia.says(group, "/start@codebell_bot setup")
    fresh.owner.says(group, "/start@codebell_bot setup")
    card = await heard(fresh, group, "This group is the team")
    assert sum("This group is the team" in message.text for message in group.messages) == 1
    assert link_in(card)


async def test_a_bot_that_cannot_see_members_asks_to_be_an_admin_without_rights(fresh: World) -> None:
    await fresh.bot(arguments=by_launcher(fresh.clock)).start()
    await fresh.sees(fresh.owner, "You own this bot")
    group = fresh.telegram.group("Moonlight Agency", fresh.owner)
    group.hides_members = True
    group.add_bot()
    fresh.owner.says(group, "/setup")
    card = await heard(fresh, group, "make me an admin, with every right switched off")
    press = fresh.owner.presses(card, "Go on")
    assert "Not yet" in (await press.answered()).text
    assert not card.deleted
    group.promote(fresh.telegram.world.bot, can_delete=False)
    fresh.owner.presses(card, "Go on")
    await heard(fresh, group, "This group is the team")
