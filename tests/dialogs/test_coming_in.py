"""How a group becomes a team, members its managers, and people its creators; and who is refused."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from sandbox.onlyfanskit import SCENARIOS, Account
from tests.harness.coming_in import enrol, link_in, number_in, set_up
from tests.harness.past import staffed
from tests.harness.world import Team, World

if TYPE_CHECKING:
    from sandbox.telegram import Message

NUMBERS = count(10_001)


@pytest.fixture
def group(world: World) -> Team:
    """Give a group of Sam's with Mia and the bot in it, and nothing set up."""
    number = next(NUMBERS)
    mia = world.telegram.person("Mia", username=f"mia_in_{number}")
    stella = world.telegram.person("Stella")
    chat = world.telegram.group(f"Moonlight Agency {number}", world.owner, [mia])
    chat.add_bot()
    return Team(world, chat, mia, stella, "Stella", f"acct_in_{number}")


@pytest.fixture
async def team(group: Team) -> Team:
    """Give the same, with Mia listed as a manager."""
    await staffed(group)
    return group


async def invitation(team: Team) -> str:
    team.manager.says(team.group, "/invite Stella")
    return link_in(await team.world.sees(team.manager, "The invitation for Stella"))


async def enrolled(team: Team) -> Team:
    await enrol(team)
    return team


async def press_listed(team: Team, label: str) -> None:
    """Press the account's button, on whichever page it stands."""
    page = await team.world.sees(team.manager, "Which account is Stella's")
    while [label] not in page.labels:
        team.manager.presses(page, "More ▶")
        page = await next_page(team, page.id)
    team.manager.presses(page, label)


async def next_page(team: Team, after: int) -> Message:
    chat = team.manager.private
    pages = await team.world.telegram.until(
        lambda: [m for m in chat.messages if m.id > after and "Which account is Stella's" in m.text]
    )
    return pages[-1]


async def listed(team: Team) -> str:
    """Let the provider have the account and the team link it; gives the handle under which it is listed."""
    handle = team.account_id.replace("acct", "stella")
    team.world.onlyfanskit.add_account(Account(team.account_id, SCENARIOS["sms"], username=handle))
    await team.world.assign(team)
    return handle


async def answered(team: Team, fragment: str) -> None:
    """Wait until a button press was answered with this text."""
    await team.world.telegram.until(
        lambda: any(
            fragment in str(call.params.get("text"))
            for call in team.world.telegram.record.calls
            if call.method == "answerCallbackQuery"
        )
    )


async def test_nobody_but_the_owner_sets_a_group_up(team: Team) -> None:
    team.manager.says(team.group, "/setup")
    await team.group_sees("Only the owner of this bot")


async def test_an_anonymous_admin_commands_nothing(world: World, team: Team) -> None:
    world.owner.says(team.group, "/teardown", anonymous=True)
    await team.group_sees("cannot see who you are")


async def test_a_forwarded_command_is_refused(team: Team) -> None:
    command = team.manager.says(team.group, "/creators")
    team.manager.forwards(command, team.group)
    await team.group_sees("don't take forwarded commands")


async def test_an_edited_command_has_no_effect(team: Team) -> None:
    message = team.manager.says(team.group, "/invite")
    await team.group_sees("Write it like this: /invite Stella")
    team.manager.edits(message, "/invite Stella")
    await team.group_sees("don't read edited messages")
    assert "invitation" not in " ".join(m.text for m in team.manager.private.messages)


async def test_a_strangers_group_is_left(world: World) -> None:
    stranger = world.telegram.person("Eve")
    strange = world.telegram.group("Strange", stranger)
    strange.add_bot(by=stranger)
    await world.telegram.until(lambda: not strange.bot.is_present)


async def test_a_stranger_gets_a_fixed_answer_once_a_minute(world: World) -> None:
    stranger = world.telegram.person("Eve")
    for text in ("/start", "hello", "/status"):
        stranger.tells_bot(text)
    await world.sees(stranger, "only work with people whom an agency invited")
    own = await world.telegram.until(
        lambda: [m for m in stranger.private.messages if m.sender is not stranger]
    )
    assert len(own) == 1


async def test_the_managers_link_works_for_members_alone(world: World, team: Team) -> None:
    world.owner.says(team.group, "/setup")
    card = await team.group_sees("This group is the team")
    stranger = world.telegram.person("Eve")
    stranger.opens(link_in(card))
    await world.sees(stranger, "works only for members")


async def test_a_member_is_no_manager_before_the_owner_says_so(world: World, group: Team) -> None:
    world.owner.says(group.group, "/setup")
    group.manager.opens(link_in(await group.group_sees("This group is the team")))
    await world.sees(group.manager, "I have asked the owner")
    group.manager.says(group.group, "/invite Stella")
    await group.group_sees("You are not listed as a manager")


async def test_a_manager_who_left_the_group_starts_nothing(team: Team) -> None:
    await enrolled(team)
    team.manager.leaves(team.group)
    team.manager.tells_bot("/accounts Stella")
    await team.world.sees(team.manager, "You are not a member of")


async def test_a_removed_manager_commands_nothing(world: World, team: Team) -> None:
    world.owner.tells_bot("/managers")
    shown = await world.sees(world.owner, f"Managers of {team.group.title}:")
    world.owner.presses(shown, "Remove Mia")
    await world.sees(team.manager, "no longer a manager")
    team.manager.says(team.group, "/creators")
    await team.group_sees("You are not listed as a manager")


async def test_the_group_hears_of_an_invitation_and_the_manager_alone_gets_the_link(team: Team) -> None:
    link = await invitation(team)
    heard = await team.group_sees("I've sent you the invitation for Stella in private")
    assert link not in "".join(m.text for m in team.group.messages)
    assert heard.reply_to is not None


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("/invite", "Write it like this: /invite Stella"),
        ("/invite <b>Stella", "A name has letters"),
        ("/invite " + "S" * 33, "1 to 32 characters"),
        ("/invite all", "cannot end in “all”"),
        ("/accounts", "Write it like this: /accounts Stella"),
        ("/accounts Nobody", "I know no Nobody here"),
        ("/login Nobody", "I know no Nobody here"),
        ("/login", "no creator in this team yet"),
        ("/cancel", "Nothing is under way"),
        ("/cancel Nobody", "I know no Nobody here"),
        ("/creators", "no creator in this team yet"),
        ("/managers", "Please write that to me in private"),
        ("/help", "Sign a creator's account in"),
        ("/connect Stella", "it has no address: whoever runs me has to set PUBLIC_URL"),
    ],
)
async def test_bad_input_is_answered_with_the_way_out(team: Team, command: str, answer: str) -> None:
    team.manager.says(team.group, command)
    await team.group_sees(answer)


async def test_a_stolen_link_gets_the_answer_of_an_unknown_one(world: World, team: Team) -> None:
    link = await invitation(team)
    team.creator.opens(link)
    await team.sees("invites you")
    thief, guesser = world.telegram.person("Eve"), world.telegram.person("Eve")
    thief.opens(link)
    guesser.opens(link[:-4] + "AAAA")
    texts = {(await world.sees(person, "does not work")).text for person in (thief, guesser)}
    assert len(texts) == 1


async def test_a_manager_cannot_come_in_by_an_own_invitation(team: Team) -> None:
    team.manager.opens(await invitation(team))
    await team.world.sees(team.manager, "You made this invitation yourself")


async def test_the_invitation_names_agency_inviter_and_bot_and_not_the_creator(team: Team) -> None:
    team.creator.opens(await invitation(team))
    offer = await team.sees("invites you")
    named = ("Moonlight Agency", "Mia", "@codebell_bot", "never send you to another bot")
    assert all(fact in offer.text for fact in named)
    assert "Stella" not in offer.text


async def test_who_says_no_is_not_enrolled_and_the_manager_is_told(team: Team) -> None:
    team.creator.opens(await invitation(team))
    team.creator.presses(await team.sees("invites you"), "No, thanks")
    await team.sees("You are not enrolled")
    await team.world.sees(team.manager, "The invitation for Stella was declined")
    team.creator.tells_bot("hello")
    await team.sees("only work with people whom an agency invited")
    team.creator.tells_bot("/status")
    await team.sees("You belong to no team")


async def test_who_has_not_answered_an_invitation_yet_is_told_to(team: Team) -> None:
    team.creator.opens(await invitation(team))
    await team.sees("invites you")
    team.creator.tells_bot("what is this")
    await team.sees("Your invitation waits for your answer")


async def test_a_second_invitation_says_that_the_first_no_longer_works(team: Team) -> None:
    await invitation(team)
    team.manager.says(team.group, "/invite Stella")
    await team.world.sees(team.manager, "An earlier invitation for Stella no longer works.")


async def test_the_ways_to_agree_and_to_decline_are_equally_large(team: Team) -> None:
    team.creator.opens(await invitation(team))
    team.creator.presses(await team.sees("invites you"), "Go on")
    team.manager.tells_bot(number_in(await team.sees("Your number is")))
    agreement = await team.sees("Your agreement")
    assert [len(row) for row in agreement.labels] == [1, 1, 1]


async def test_everybody_concerned_hears_of_an_enrolment(team: Team) -> None:
    await enrolled(team)
    await team.group_sees("Stella is enrolled")
    await team.world.sees(team.manager, "Stella is enrolled")
    await team.world.sees(team.world.owner, f"id {team.creator.id}")


async def test_an_account_is_chosen_from_the_vendors_list_and_counts_after_her_yes(team: Team) -> None:
    await enrolled(team)
    handle = await listed(team)
    team.manager.says(team.group, "/accounts Stella")
    await press_listed(team, f"OnlyFans · @{handle} · {team.account_id}")
    question = await team.sees("says that this account is yours")
    assert f"@{handle}" in question.text
    team.manager.says(team.group, "/login Stella")
    await team.group_sees("has not said yet whether the account is hers")
    team.creator.presses(question, "Yes, it's mine")
    linked = await team.group_sees("Stella · OnlyFans is linked")
    assert handle not in linked.text


async def test_after_her_no_the_account_is_not_hers(team: Team) -> None:
    await enrolled(team)
    await listed(team)
    team.manager.says(team.group, f"/accounts Stella {team.account_id}")
    team.creator.presses(await team.sees("says that this account is yours"), "No")
    await team.group_sees("says that the OnlyFans account is not hers")
    team.manager.says(team.group, "/login Stella")
    await team.group_sees("no linked account")


async def test_an_account_that_is_named_by_its_id_gets_its_name_from_the_list(team: Team) -> None:
    await enrolled(team)
    handle = await listed(team)
    team.manager.says(team.group, f"/accounts Stella {team.account_id}")
    assert f"@{handle}" in (await team.sees("says that this account is yours")).text


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("acct_nowhere onlyfanskit extra", "Write it like this: /accounts Stella acct_123"),
        ("acct_nowhere nobody", "At which provider is that account?"),
    ],
)
async def test_an_account_that_cannot_be_meant_is_refused_with_the_way_out(
    team: Team, words: str, answer: str
) -> None:
    await enrolled(team)
    await listed(team)
    team.manager.says(team.group, f"/accounts Stella {words}")
    await team.group_sees(answer)


async def test_the_same_question_is_put_to_her_once(team: Team) -> None:
    await enrolled(team)
    await listed(team)
    team.manager.says(team.group, f"/accounts Stella {team.account_id}")
    await team.sees("says that this account is yours")
    team.manager.says(team.group, f"/accounts Stella {team.account_id}")
    await team.world.sees(team.manager, "has been asked about")
    assert sum("says that this account is yours" in m.text for m in team.private) == 1


async def test_a_question_that_was_given_away_disappears_when_it_is_answered(
    world: World, team: Team
) -> None:
    await enrolled(team)
    await listed(team)
    bella = world.telegram.person("Bella")
    other = Team(world, team.group, team.manager, bella, "Bella", team.account_id)
    await enrolled(other)
    team.manager.says(team.group, f"/accounts Stella {team.account_id}")
    question = await team.sees("says that this account is yours")
    await world.step(3_600)
    team.manager.says(team.group, f"/accounts Bella {team.account_id}")
    await other.sees("says that this account is yours")
    press = team.creator.presses(question, "Yes, it's mine")
    assert "is not there any more" in (await press.answered()).text
    await world.telegram.until(lambda: question.deleted)


async def test_a_creator_who_writes_a_managers_command_is_told_what_is_hers(team: Team) -> None:
    await enrolled(team)
    team.creator.tells_bot("/accounts")
    await team.sees("Write it like this")
    team.creator.tells_bot("/accounts Stella")
    await team.sees("If you are a creator, /status shows yours.")


async def test_help_in_private_also_lists_what_is_written_in_the_group(world: World, team: Team) -> None:
    team.manager.tells_bot("/help")
    told = await world.sees(team.manager, "What you can write")
    assert "In the group" in told.text
    assert "/login Stella" in told.text
    assert "/setup" not in told.text
    world.owner.tells_bot("/help")
    assert "/setup" in (await world.sees(world.owner, "What you can write")).text


async def test_help_tells_a_member_how_to_become_a_manager(world: World, team: Team) -> None:
    max_ = world.telegram.person("Max")
    max_.joins(team.group)
    max_.says(team.group, "/help")
    await team.group_sees("Are you a manager?")


async def test_two_managers_of_one_name_are_told_apart(world: World, team: Team) -> None:
    other = world.telegram.person("Mia")
    other.joins(team.group)
    world.owner.says(team.group, "/setup")
    other.opens(link_in(await team.group_sees("This group is the team")))
    asked = await world.sees(world.owner, f"id {other.id}")
    assert ["List as Mia 2", "Don't list Mia 2"] in asked.labels
    world.owner.presses(asked, "List as Mia 2")
    await world.sees(other, "You are a manager of")
    world.owner.tells_bot("/managers")
    shown = await world.sees(world.owner, f"Managers of {team.group.title}:")
    assert f"• Mia · {team.manager.id} · @{team.manager.username}" in shown.text
    assert f"• Mia 2 · {other.id} · no user name" in shown.text


async def test_an_owner_who_presses_the_managers_link_is_listed_at_once(world: World, team: Team) -> None:
    world.owner.says(team.group, "/setup")
    world.owner.opens(link_in(await team.group_sees("This group is the team")))
    await world.sees(world.owner, f"You are a manager of {team.group.title}")


async def test_a_second_login_says_what_became_of_the_first(world: World) -> None:
    team = await world.team(ask_first=True)
    team.manager.says(team.group, "/login Stella")
    question = await team.sees("Is now a good time?")
    team.manager.says(team.group, "/login Stella")
    await team.group_sees("Stella is being asked already")
    team.creator.presses(question, "Later")
    team.creator.presses(await team.sees("When shall I ask again"), "In 2 hours")
    await team.group_sees("prefers later")
    team.manager.says(team.group, "/login Stella")
    await team.group_sees("Stella asked for later: I ask again")


async def test_several_accounts_on_a_platform_have_the_same_number_everywhere(world: World) -> None:
    team = await world.team("plain")
    team.account_id = f"{team.account_id}_more"
    await listed(team)
    team.manager.says(team.group, f"/accounts Stella {team.account_id}")
    team.creator.presses(await team.sees("Is OnlyFans @stella_plain"), "Yes, it's mine")
    await team.world.telegram.until(lambda: any("is linked" in m.text for m in team.cards()))
    team.manager.says(team.group, "/creators")
    await team.group_sees("Stella · OnlyFans 1, OnlyFans 2")
    team.manager.says(team.group, "/login Stella")
    team.manager.presses(await team.group_sees("Which one?"), "OnlyFans 1")
    card = await team.group_sees("✅ Connected")
    assert card.text.startswith("🔑 Stella · OnlyFans 1")
    team.manager.says(team.group, "/status")
    status = await team.group_sees("Accounts of")
    assert "Stella · OnlyFans 1: signed in at" in status.text
    assert "Stella · OnlyFans 2: no login yet" in status.text


async def test_a_bot_that_comes_back_to_a_teams_group_says_that_it_is_one(world: World, team: Team) -> None:
    team.group.remove_bot()
    await world.sees(world.owner, f"removed from the group of {team.group.title}")
    team.group.add_bot()
    await team.group_sees("This group still is the team")


async def test_an_account_of_another_creator_is_refused(world: World, team: Team) -> None:
    other = await world.team("plain")
    await enrolled(team)
    team.manager.says(team.group, f"/accounts Stella {other.account_id}")
    await team.group_sees("has not given that account to this team")


async def test_cards_go_to_the_topic_of_the_setup(world: World, group: Team) -> None:
    topic = group.group.topic("Logins")
    world.owner.says(topic, "/setup")
    card = await group.group_sees("This group is the team")
    assert card.topic is topic


async def test_a_group_that_becomes_a_supergroup_stays_the_team(world: World) -> None:
    mia = world.telegram.person("Mia")
    basic = world.telegram.group("Moonlight Agency", world.owner, [mia], kind="group")
    basic.add_bot()
    team = Team(world, basic, mia, world.telegram.person("Stella"), "Stella", "acct_moved")
    await set_up(team)
    team.group = basic.migrate()
    mia.says(team.group, "/creators")
    await team.group_sees("no creator in this team yet")


async def test_a_team_ends_after_two_taps(world: World, team: Team) -> None:
    world.owner.says(team.group, "/teardown")
    world.owner.presses(await team.group_sees("End the team"), "Yes, end the team")
    await team.group_sees("has ended")
    await world.sees(team.manager, "and with it your place as a manager")
    team.manager.says(team.group, "/creators")
    world.owner.says(team.group, "/creators")
    await team.group_sees("not a team yet")


async def test_her_creators_hear_that_a_team_has_ended(world: World, team: Team) -> None:
    await enrolled(team)
    world.owner.says(team.group, "/teardown")
    world.owner.presses(await team.group_sees("End the team"), "Yes, end the team")
    await team.sees("no login can be asked for any more")
    team.creator.tells_bot("/status")
    await team.sees("You belong to no team")


async def test_another_persons_button_does_nothing(world: World, team: Team) -> None:
    world.owner.says(team.group, "/teardown")
    question = await team.group_sees("End the team")
    team.manager.presses(question, "Yes, end the team")
    await answered(team, "Only the owner of this bot")
    team.manager.says(team.group, "/creators")
    await team.group_sees("no creator in this team yet")


async def test_a_creator_who_blocks_the_bot_is_said_to_be_out_of_reach(team: Team) -> None:
    await enrolled(team)
    team.creator.blocks_bot()
    await team.group_sees("can no longer reach Stella")
    team.creator.unblocks_bot()
    await team.group_sees("can reach Stella again")


async def test_digits_of_hers_in_the_group_are_not_used_and_she_is_told(team: Team) -> None:
    await enrolled(team)
    team.creator.joins(team.group)
    card = await team.group_sees("Stella is enrolled")
    team.creator.says(team.group, "12 34 56", reply_to=card)
    await team.sees("You wrote digits in the group")


@pytest.mark.parametrize("text", ["/privacy", "/help", "/id", "/start", "/status", "/nonsense", "hello"])
async def test_whatever_a_manager_writes_in_private_is_answered(team: Team, text: str) -> None:
    before = len(team.manager.private.messages)
    team.manager.tells_bot(text)
    await team.world.telegram.until(lambda: len(team.manager.private.messages) >= before + 2)
