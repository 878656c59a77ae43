"""Who gets in: no thief of an invitation, no name that looks like another, no account that is not hers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from storage.models import AskMode
from tests.faults.place import LOGIN
from tests.harness.coming_in import link_in, number_in
from tests.harness.dialog import CODE, play
from tests.harness.vendors import account_in
from tests.harness.world import DIGITS
from tests.threats.middle import unaltered
from tests.threats.playing import LONG, Measure, Played, seconds_until, threat
from tests.threats.staff import a_second_team, applied, roll, well_known_team
from tests.threats.test_outgoing import in_between
from tests.threats.updates import delivered, press

if TYPE_CHECKING:
    from sandbox.telegram import Message, Person
    from tests.harness.world import Team, World
    from tests.threats.conftest import Fresh

pytestmark = LONG

CLAIMS: Final = 100


@threat(11, "lets_everybody_open", "needs_no_number")
async def test_a_stolen_invitation_enrols_nobody(world: World, measure: Measure) -> None:
    team = await world.team()
    team.manager.says(team.group, "/invite Bella")
    invitation = await world.sees(team.manager, "The invitation for Bella")
    thieves = [world.telegram.person(f"Eve{number}") for number in range(CLAIMS)]
    for thief in thieves:
        thief.opens(link_in(invitation))
    await world.telegram.until(lambda: all(_told(team, thief, "") for thief in thieves), 60)
    winners = [thief for thief in thieves if _told(team, thief, "invites you")]
    measure(f"{len(winners)} of {CLAIMS} claims in parallel wins", reached=len(winners) == 1)
    tried = await _goes_on_alone(team, winners[0])
    enrolled = len(_told(team, winners[0], "You are enrolled"))
    measure(f"{enrolled} enrolments by {tried} acts without the other half", reached=enrolled == 0)


async def _goes_on_alone(team: Team, thief: Person) -> int:
    """Have whoever opened it try to agree before anybody typed the number, and after a wrong one."""
    world = team.world
    offered = await world.sees(thief, "invites you")
    offer = _datas(offered)[0].partition(":")[2]
    tried = _agrees(team, thief, offered, offer)
    enrolled = world.telegram.until(lambda: _told(team, thief, "You are enrolled"), 2)
    if await seconds_until(enrolled) < float("inf"):
        return tried
    thief.presses(offered, "Go on")
    shown = await world.sees(thief, "Your number is")
    await world.sees(team.manager, "Somebody has opened the invitation for Bella")
    number = number_in(shown)
    for person in (thief, world.owner, team.creator):
        person.tells_bot(number)
    team.manager.says(team.group, number)
    await delivered(world)
    tried += 4 + _agrees(team, thief, shown, offer)
    await delivered(world)
    team.manager.tells_bot(str(10 + (int(number) - 9) % 90))
    await world.sees(team.manager, "That is not the number that was shown")
    team.manager.tells_bot(number)
    await delivered(world)
    tried += 2 + _agrees(team, thief, shown, offer)
    await delivered(world)
    thief.tells_bot("/id")
    await world.sees(thief, "Your Telegram id")
    return tried


def _agrees(team: Team, thief: Person, shown: Message, offer: str) -> int:
    for mode in AskMode:
        press(team.world, thief, shown, f"agree:{offer}:{mode}:en").emit()
    return len(AskMode)


def _told(team: Team, person: Person, fragment: str) -> list[Message]:
    return team.sent(person.private, fragment)


def _datas(shown: Message) -> list[str]:
    return [button.data for row in shown.buttons for button in row if button.data]


ASKED: Final = "says that this account is yours"
LOGIN_CARD: Final = "🔑"
ALIKE: Final = (
    *("stella", "STELLA", "Ste\u200blla", "Ste\u00adlla", "SteIIa", "Ste11a", "Ste||a", "\uff33tella"),
    *("St\u0435lla", "\u0405tella", "Stell\u0430", "\u202eStella", "\U0001d412tella", "Stella\u2060"),
    *("mia", "M\u0456a", "Mia\u200d", "\u041cia"),
)


@threat(19, "sees_no_likeness", "names_no_ids", "names_no_account_ids")
async def test_no_name_passes_for_another_and_the_id_stands_beside_it(world: World, measure: Measure) -> None:
    team = await well_known_team(world)
    before = len(team.sent(team.manager.private, "The invitation for"))
    for name in ALIKE:
        team.manager.says(team.group, f"/invite {name}")
    await delivered(world)
    team.manager.says(team.group, "/invite Bella")
    await world.sees(team.manager, "The invitation for Bella")
    invited = len(team.sent(team.manager.private, "The invitation for")) - before - 1
    measure(f"{invited} of {len(ALIKE)} look-alikes invited", reached=invited == 0)
    namesake = world.telegram.person(team.manager.first_name)
    team.group.add(namesake)
    await play(team, [LOGIN, ("Stella", "[Who is this?]", {"Stella": "and no other bot is"})])
    said = [
        await applied(team, namesake),
        await roll(team, team.manager),
        await world.sees(world.owner, f"id {team.creator.id}"),
    ]
    hers = team.sent(team.creator.private, str(team.manager.id))
    places, named = len(said) + 1, len(said) + bool(hers)
    measure(f"{named} of {places} places with the numeric id of a person", reached=named == places)
    shown, twins = await _listed(team)
    measure(f"{shown} of {twins} accounts of one label with their ids", reached=shown == twins)


async def _listed(team: Team) -> tuple[int, int]:
    """Let the provider list two accounts of the same label; count those that the owner can tell apart."""
    world, number = team.world, team.creator.id
    await a_second_team(world)
    twins = [account_in(team.provider, one, number, digits=DIGITS) for one in ("sms", "email")]
    for twin in twins:
        team.vendor.add_account(twin)
        world.owner.tells_bot(f"/assign {twin.id}")
    asking = [f"Which team may have OnlyFans @{twin.username}" for twin in twins]
    asked = partial(team.sent, world.owner.private, asking[0])
    await world.telegram.until(lambda: len(asked()) == len(twins), 30)
    told = [
        any(f"{one} · {twin.id}" in m.text for m in asked()) for one, twin in zip(asking, twins, strict=True)
    ]
    return sum(told), len(twins)


@threat(35, "links_without_her")
async def test_no_account_is_linked_without_her_yes(world: World, measure: Measure) -> None:
    team, other = await world.team(linked=False), await world.team(linked=False)
    account = account_in(team.provider, "sms", team.creator.id, digits=DIGITS)
    team.vendor.add_account(account)
    await world.assign(team, account.id)
    team.manager.says(team.group, f"/accounts Stella {account.id} {team.provider}")
    linked_or_asked = world.telegram.until(lambda: _told(team, team.creator, ASKED) or _links(team), 30)
    measure(f"{_links(team)} linked at once", reached=bool(await linked_or_asked) and not _links(team))
    asked, tried = await team.sees(ASKED), 0
    for person in (team.manager, world.owner, other.creator, other.manager):
        for data in _datas(asked):
            press(world, person, asked, data).emit()
            tried += 1
    await delivered(world)
    await _asks(team)
    linked = _links(team) + team.vendor.starts[account.id] + len(team.sent(team.group, LOGIN_CARD))
    measure(f"{linked} links by {tried} presses of others", reached=linked == 0)


SOMEBODY_ELSES: Final = "acct_somebody_elses"


@threat(35, "takes_any_account")
async def test_a_login_that_brings_another_account_than_hers_is_none(
    fresh: Fresh, played: Played, measure: Measure
) -> None:
    async with in_between(fresh, played) as (world, middle):
        team = await world.team()
        middle.alter = _signed_in_as(SOMEBODY_ELSES)
        await play(team, [LOGIN, ("Stella", CODE, {})])
        told = partial(team.sent, team.creator.private, "Another account than this one")
        connected = partial(team.sent, team.group, "✅ Connected")
        await seconds_until(world.telegram.until(lambda: told() or connected(), 20))
        middle.alter = unaltered
        taken = len(connected())
        measure(f"{taken} logins that brought another account", reached=taken == 0 and bool(told()))
        asked = sum(SOMEBODY_ELSES in request.path for request in team.vendor.requests)
        await _asks(team)
        again = partial(_starts_of, team, 2)
        hers = await seconds_until(world.telegram.until(again, 20)) < float("inf")
        linked = sum(SOMEBODY_ELSES in request.path for request in team.vendor.requests) - asked
        measure(f"{linked} links to it", reached=linked == 0 and hers)


def _starts_of(team: Team, times: int) -> bool:
    return team.vendor.starts[team.account_id] == times


def _signed_in_as(account_id: str) -> Any:  # noqa: ANN401 - JSON
    def alter(body: Any) -> Any:  # noqa: ANN401 - JSON
        is_done = isinstance(body, dict) and body.get("state") == "completed_success"
        return body | {"account_id": account_id} if is_done else body

    return alter


@threat(35, "undoes_nothing")
async def test_an_enrolment_that_is_undone_is_over(world: World, measure: Measure) -> None:
    team = await well_known_team(world)
    news = await world.sees(world.owner, f"id {team.creator.id}")
    world.owner.presses(news, "Undo")
    await team.group_sees("has undone the enrolment")
    await _asks(team)
    begun = team.vendor.starts[team.account_id]
    measure(f"{begun} logins of an enrolment that was undone", reached=begun == 0)


def _links(team: Team) -> int:
    return len(team.sent(team.group, "is linked"))


async def _asks(team: Team) -> None:
    """Have the manager ask for a login, and wait for whatever comes of it."""
    shown = len(team.cards())
    team.manager.says(team.group, "/login Stella")
    await team.world.telegram.until(lambda: len(team.cards()) > shown, 30)
    await delivered(team.world)
