"""What counts as her code, and what does not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.telegram import TELEGRAM, user_origin
from tests.dialogs.test_stopping import LATE, LOGIN, submissions
from tests.harness.bot import by_launcher
from tests.harness.dialog import CODE, play

if TYPE_CHECKING:
    from tests.harness.world import World

OPENS_AFTER = 2.0
"""Seconds from the start to a challenge whose code came before; the bot keeps such a code for ten."""
CONNECTED = ("Stella", CODE, {"group": "✅ Connected", "Stella": "signed in ·"})


async def test_an_edited_message_is_never_a_code(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN])
    message = team.creator.tells_bot("one moment please")
    await team.sees("I see no code there")
    code = await team.code()
    team.creator.edits(message, code)
    other = team.creator.tells_bot("was that right")
    await world.telegram.until(lambda: other.id < team.last().id)
    assert submissions(team) == 0
    team.creator.tells_bot(code)
    await team.group_sees("✅ Connected")


async def test_a_code_after_success_is_answered_and_not_sent(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN, CONNECTED])
    team.creator.tells_bot(world.wrong_code())
    await team.sees("signed in already")
    assert submissions(team) == 1


async def test_a_code_after_expiry_is_answered_and_not_sent(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN, ("the clock", 600, {"group": "no answer in time"}), LATE])
    assert submissions(team) == 0


async def test_an_early_code_is_used_when_the_challenge_opens(fresh: World) -> None:
    await fresh.bot(arguments=by_launcher(fresh.clock)).start()
    team = await fresh.team("code_first")
    account = team.vendor.platform[team.account_id]
    team.vendor.add_account(replace(account, scenario=replace(account.scenario, pending_before=OPENS_AFTER)))
    team.manager.says(team.group, "/login Stella")
    early = team.creator.tells_bot(await team.code())
    await fresh.telegram.until(lambda: early.deleted)
    await fresh.step(OPENS_AFTER)
    await team.group_sees("✅ Connected")
    assert submissions(team) == 1


async def test_a_code_that_comes_much_too_early_is_answered(world: World) -> None:
    team = await world.team("slow")
    await play(team, [("Mia", "/login Stella", {"group": "Signing in"})])
    early = team.creator.tells_bot(world.wrong_code())
    await world.telegram.until(lambda: early.deleted)
    await play(team, [("the clock", 11, {"Stella": "came before it was asked for"})])
    assert submissions(team) == 0


async def test_two_numbers_are_not_guessed_between(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN])
    team.creator.tells_bot(f"{world.wrong_code()} or {world.wrong_code()}")
    await team.sees("Send me just the digits")
    await play(team, [CONNECTED])
    assert submissions(team) == 1


async def test_a_photo_is_answered_and_deleted(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN])
    photo = team.creator.sends_photo()
    await team.sees("I don't read pictures")
    await world.telegram.until(lambda: photo.deleted)
    await play(team, [CONNECTED])


async def test_a_forwarded_code_is_refused(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN])
    code = await team.code()
    friend = world.telegram.person("Friend")
    theirs = friend.starts_bot()
    theirs = friend.tells_bot(code)
    team.creator.forwards(theirs)
    await team.sees("I don't take forwarded messages")
    assert submissions(team) == 0


async def test_what_telegram_itself_sent_is_refused_and_deleted_whatever_it_says(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN])
    pasted = team.creator.forwards(world.wrong_code(), origin=user_origin(TELEGRAM))
    await team.sees("a code from Telegram itself")
    await world.telegram.until(lambda: pasted.deleted)
    assert submissions(team) == 0
    await play(team, [CONNECTED])


async def test_every_message_with_a_code_disappears(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN])
    right = team.creator.tells_bot(await team.code())
    await team.group_sees("✅ Connected")
    await world.telegram.until(lambda: right.deleted)


async def test_a_managers_digits_are_not_hers(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN])
    team.manager.tells_bot(world.wrong_code())
    await world.sees(team.manager, "Only Stella can send it")
    assert submissions(team) == 0
    await play(team, [CONNECTED])


async def test_a_reply_to_an_older_prompt_is_not_the_answer_to_the_open_one(world: World) -> None:
    team = await world.team()
    await play(team, [LOGIN])
    older = await team.sees("Type the code")
    team.creator.tells_bot(world.wrong_code())
    await team.sees("not accepted")
    team.creator.tells_bot(await team.code(), reply_to=older)
    await team.sees("too old")
    assert submissions(team) == 1
