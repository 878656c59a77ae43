"""Who may command: impostors, forged and replayed updates, buttons of others, a manager who was removed."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

import httpx

from tests.faults.place import CONNECTED, LOGIN
from tests.harness.coming_in import link_in
from tests.harness.dialog import CODE, play
from tests.threats.conftest import SECRET
from tests.threats.playing import LONG, Measure, seconds_until, threat
from tests.threats.staff import applied, enlisted, removed, roll, well_known_team
from tests.threats.updates import command, delivered, post, press

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.telegram import Message, Person
    from sandbox.telegram.formatting import Json
    from tests.harness.world import Team, World
    from tests.threats.updates import Raw

pytestmark = LONG

CHANNEL: Final = {"id": -1001555555555, "type": "channel", "title": "Moonlight"}
ANONYMOUS: Final = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
STAND_IN: Final = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
TELEGRAM: Final = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
A_BOT: Final = {"id": 5_555_000_111, "is_bot": True, "first_name": "Mia", "username": "mia_bot"}
NEW_NAMES: Final = (f"Nova{number}" for number in count())
FORGED: Final = (None, "", "wrong", "only-telegram-knows-thi", "ONLY-TELEGRAM-KNOWS-THIS", "é")
REPLAYS: Final = 20


class Impostors:
    """Everybody around a team who may not command it."""

    def __init__(self, team: Team, other: Team) -> None:
        """Let them exist; `other` is a team with a manager of its own."""
        self.team, self.other = team, other
        telegram = team.world.telegram
        self.member = telegram.person("Max", username="max")
        self.administrator = telegram.person("Ada", username="ada")
        self.stranger = telegram.person("Eve", username="eve")
        self.namesake = telegram.person(team.manager.first_name, username="mia_moonlight")
        self.candidate = telegram.person("Cleo", username="cleo")
        self.removed = telegram.person("Rob", username="rob")
        self.left = telegram.person("Lea", username="lea")
        for person in (
            self.member,
            self.administrator,
            self.namesake,
            self.candidate,
            self.removed,
            self.left,
        ):
            team.group.add(person)
        team.group.promote(self.administrator)

    async def settle(self) -> None:
        """Have the owner list and remove those who were managers, and another apply."""
        await enlisted(self.team, self.removed)
        await enlisted(self.team, self.left)
        await removed(self.team, self.removed)
        await applied(self.team, self.candidate)
        self.team.group.remove(self.left, self.team.world.owner)

    def people(self) -> list[tuple[str, Person]]:
        """Name those who write as themselves."""
        return [
            ("an unlisted member", self.member),
            ("an unlisted administrator", self.administrator),
            ("a stranger outside the group", self.stranger),
            ("a member with the manager's name", self.namesake),
            ("a candidate", self.candidate),
            ("a removed manager", self.removed),
            ("a manager who was shown out", self.left),
            ("the manager of another team", self.other.manager),
            ("the creator", self.team.creator),
            ("another creator", self.other.creator),
            ("the owner, who is no manager", self.team.world.owner),
        ]

    def messages(self, text: str) -> Iterator[tuple[str, Raw]]:
        """Write a command under every identity."""
        mia, group = self.team.manager.to_json(), self.team.group.to_json()
        origin = {"date": 1_700_000_000}
        disguises: dict[str, Json] = {
            "an anonymous administrator": {"from": ANONYMOUS, "sender_chat": group},
            "one who signs as the manager": {
                "from": ANONYMOUS,
                "sender_chat": group,
                "author_signature": self.team.manager.first_name,
            },
            "an anonymous one of another group": {
                "from": ANONYMOUS,
                "sender_chat": self.other.group.to_json(),
            },
            "a channel's stand-in": {"from": STAND_IN, "sender_chat": CHANNEL},
            "a stand-in named as the manager": {"from": mia, "sender_chat": CHANNEL},
            "a linked channel": {"from": TELEGRAM, "sender_chat": CHANNEL, "is_automatic_forward": True},
            "Telegram itself": {"from": TELEGRAM},
            "the manager by another bot": {"via_bot": A_BOT},
            "a bot": {"from": A_BOT},
            "a forward of her own": {"forward_origin": {**origin, "type": "user", "sender_user": mia}},
            "a forward of another's": {
                "forward_origin": {**origin, "type": "user", "sender_user": self.stranger.to_json()}
            },
            "a forward of a hidden user": {
                "forward_origin": {**origin, "type": "hidden_user", "sender_user_name": "Mia"}
            },
            "a forward of a channel's": {
                "forward_origin": {**origin, "type": "channel", "chat": CHANNEL, "message_id": 7}
            },
        }
        for name, changes in disguises.items():
            yield name, command(self.team, text, self.team.manager, changes)
        yield "an edited command", command(self.team, text, self.team.manager, kind="edited_message")
        for name, person in self.people():
            yield name, command(self.team, text, person)


@threat(5, "sees_no_disguise", "lists_whoever_asked", "asks_nobody_who_is_a_member")
async def test_nobody_but_a_listed_member_commands(world: World, measure: Measure) -> None:
    team, other = await well_known_team(world), await world.team()
    impostors = Impostors(team, other)
    await impostors.settle()
    tried = 0
    for text in ("/login Stella", f"/invite {next(NEW_NAMES)}"):
        for _, raw in impostors.messages(text):
            raw.emit()
            tried += 1
    await delivered(world)
    accepted = await _effects(team)
    measure(f"{accepted} of {tried} commands accepted", reached=accepted == 0)
    team.manager.says(team.group, "/login Stella")
    card = await team.group_sees("Waiting for Stella · SMS")
    for _, person in impostors.people():
        if person is not world.owner:
            tried += 1
            press(world, person, card, card.buttons[-1][-1].data or "").emit()
    await delivered(world)
    through = await seconds_until(play(team, [("Stella", CODE, CONNECTED)])) < float("inf")
    accepted = len(team.sent(team.group, "Cancelled")) + (team.vendor.starts[team.account_id] != 1)
    measure(
        f"{accepted} of {tried} identity variants accepted",
        reached=through and accepted == 0 and tried >= 40,
    )


async def _effects(team: Team) -> int:
    """Count what commands have done, once the bot has answered one more: logins, questions, invitations."""
    team.manager.says(team.group, "/status")
    await team.group_sees("Accounts of")
    people = team.world.telegram.world.people.values()
    invitations = sum(len(team.sent(person.private, "The invitation for Nova")) for person in people)
    return team.vendor.starts[team.account_id] + len(team.sent(team.group, "🔑")) + invitations


@threat(9, "takes_any_secret", "forgets_updates")
async def test_a_forged_update_has_no_effect_and_a_replayed_one_has_it_once(
    world: World, measure: Measure
) -> None:
    team = await world.team()
    update: Json = {"update_id": 7_000_000 + team.manager.id % 1_000_000}
    update["message"] = command(team, "/login Stella", team.manager).payload
    forged = [await post(world, update, secret) for secret in FORGED]
    effects = await _effects(team)
    measure(
        f"{effects} effects of {len(FORGED)} forged",
        reached=effects == 0 and set(forged) == {httpx.codes.FORBIDDEN},
    )
    for _ in range(REPLAYS):
        await post(world, update, SECRET)
    await team.group_sees("Waiting for Stella · SMS")
    again = {**update, "message": command(team, "/invite Nova", team.manager).payload}
    await post(world, again, SECRET)
    team.manager.says(team.group, "/help")
    await team.group_sees("/invite")
    acts = team.vendor.starts[team.account_id] + len(team.sent(team.group, "already"))
    acts += len(team.sent(team.manager.private, "The invitation for Nova"))
    measure(f"{acts} act of {REPLAYS + 1} replays of one", reached=acts == 1)


PRESSES: Final = 5
ALTERED: Final = (
    "decline:",
    "decline",
    "decline:0",
    "cancel:😈",
    "ready:" + "x" * 50,
    "",
    ":::",
    "\0",
)


@threat(14, "obeys_any_presser", "lets_any_manager_cancel")
async def test_a_press_by_another_altered_twice_or_late_has_no_effect(world: World, measure: Measure) -> None:
    team, other = await world.team(), await world.team()
    await play(other, [LOGIN])
    await play(team, [LOGIN])
    prompt, card = team.prompts[-1], await team.group_sees("Waiting for Stella · SMS")
    hers, theirs = _data(prompt), _data(card)
    foreign = [*_data(other.prompts[-1]), *_data(await other.group_sees("Waiting for Stella · SMS"))]
    stranger = world.telegram.person("Eve", username="eve")
    pressed = [
        *(
            (person, prompt, hers)
            for person in (team.manager, other.creator, other.manager, stranger, world.owner)
        ),
        *((person, card, theirs) for person in (team.creator, other.manager, other.creator, stranger)),
        *((person, card, [*ALTERED, *foreign]) for person in (team.creator, team.manager)),
    ]
    tried = 0
    for person, shown, data in pressed:
        for one in data:
            press(world, person, shown, one).emit()
            tried += 1
    await delivered(world)
    ended = await _ended(team) + await _ended(other)
    measure(f"{ended} logins ended by {tried} presses of others or altered", reached=ended == 0)
    for _ in range(PRESSES):
        press(world, team.manager, card, theirs[0]).emit()
    await delivered(world)
    await team.sees("still waits for your")
    reminders = len(team.sent(team.creator.private, "still waits for your"))
    measure(f"{reminders} reminder of {PRESSES} presses", reached=reminders == 1)
    await play(team, [("Stella", CODE, CONNECTED)])
    for one in [data for data in hers if not data.startswith(("notme", "again"))]:
        press(world, team.creator, prompt, one).emit()
    for one in theirs:
        press(world, team.manager, card, one).emit()
    await delivered(world)
    late = await _ended(team) + (team.vendor.starts[team.account_id] != 1)
    measure(f"{late} effects of late presses", reached=late == 0)


def _data(shown: Message) -> list[str]:
    return [button.data for row in shown.buttons for button in row if button.data]


async def _ended(team: Team) -> int:
    """Count the logins that ended before they were to, once the bot has answered one more command."""
    team.manager.says(team.group, "/help")
    await team.group_sees("/invite")
    return sum(
        bool(team.sent(team.group, ending)) for ending in ("Cancelled", "Stopped", "can't now", "stopped by")
    )


GONE_SECONDS: Final = 60.0


@threat(20, "withdraws_nothing", "removes_nobody")
async def test_a_removed_manager_has_no_say_any_more(world: World, measure: Measure) -> None:
    team = await world.team()
    team.manager.says(team.group, "/invite Nova")
    link = link_in(await world.sees(team.manager, "The invitation for Nova"))
    await play(team, [LOGIN])
    shown = await roll(team, team.manager)
    world.owner.presses(shown, f"Remove {team.manager.first_name}")
    over = world.telegram.until(lambda: _is_over(team), 10)
    seconds = await seconds_until(over)
    measure(f"her login is over within {seconds:.2f} s", reached=seconds <= GONE_SECONDS)
    for text in ("/login Stella", "/invite Nova", "/accounts Stella"):
        team.manager.says(team.group, text)
    nova = world.telegram.person("Nova", username="nova")
    nova.opens(link)
    await delivered(world)
    world.owner.tells_bot("/id")
    await world.sees(world.owner, "Your Telegram id")
    accepted = (team.vendor.starts[team.account_id] != 1) + len(team.sent(nova.private, "invites you"))
    accepted += len(team.sent(team.manager.private, "The invitation for Nova")) - 1
    measure(f"{accepted} of 4 later acts accepted", reached=accepted == 0)


def _is_over(team: Team) -> bool:
    return not any("Waiting for" in card.text for card in team.cards())
