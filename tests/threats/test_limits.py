"""How often she is asked, and how often a code may be wrong, whoever presses and whatever happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.relay.limits import DAY, LIMITS, MINUTE
from tests.faults.place import LOGIN, submissions
from tests.harness.dialog import play
from tests.threats.conftest import behind_a_webhook
from tests.threats.playing import LONG, Measure, Played, many, threat
from tests.threats.staff import another_team_of
from tests.threats.updates import delivered

if TYPE_CHECKING:
    from sandbox.telegram import Message
    from tests.harness.world import Team, World
    from tests.threats.conftest import Fresh

pytestmark = LONG

QUESTION: Final = "Is now a good time?"
NO: Final = "I can't now"
QUARTER: Final = 15 * MINUTE
CAPS: Final = ((3, QUARTER), (6, DAY))
REST: Final = 5 * MINUTE
PAUSES: Final = (MINUTE, 4 * MINUTE, 40 * MINUTE)
"""Time between the rounds in turn, in which each manager asks once."""


@threat(3, "counts_no_prompts")
async def test_three_managers_who_never_stop_ask_no_more_than_the_caps(
    world: World, measure: Measure
) -> None:
    teams = await _three_teams(world)
    rounds = many(100, 9)
    for number in range(rounds):
        for text in ("/login Stella", "/cancel Stella"):
            for team in teams:
                team.manager.says(team.group, text)
            await delivered(world)
            await _quiet(teams[0])
        await world.step(PAUSES[number % len(PAUSES)])
    asked = [message.date for message in teams[0].sent(teams[0].creator.private, QUESTION)]
    for most, seconds in CAPS:
        found = max(sum(at <= one < at + seconds for one in asked) for at in asked)
        starts = rounds * len(teams)
        measure(f"{found} prompts within {seconds / 60:.0f} min by {starts} starts", reached=found <= most)


@threat(3, "rests_after_nothing", "asks_on_after_a_no")
async def test_no_prompt_is_caused_by_a_decline(world: World, measure: Measure) -> None:
    team = await world.team()
    other = await another_team_of(team)
    await play(team, [LOGIN])
    other.manager.says(other.group, "/login Stella")
    await delivered(world)
    before = _asked(team)
    await play(team, [("Stella", f"[{NO}]", {"group": "not now, says Stella"})])
    for manager, group in ((team.manager, team.group), (other.manager, other.group)):
        manager.says(group, "/login Stella")
    await delivered(world)
    await world.step(REST / 5)
    await _quiet(team)
    caused = _asked(team) - before
    measure(f"{caused} prompts caused by a decline", reached=caused == 0)


def _asked(team: Team) -> int:
    return sum(len(team.sent(team.creator.private, asking)) for asking in (QUESTION, "Type the code"))


async def _three_teams(world: World) -> list[Team]:
    """Let one creator, who wants to be asked first, be in three teams, with an account in each."""
    first = await world.team(ask_first=True)
    return [first, *[await another_team_of(first) for _ in range(2)]]


async def _quiet(team: Team) -> None:
    """Wait until she has been told what there was to tell, by asking for one thing more."""
    before = len(team.sent(team.creator.private, "Your Telegram id"))
    team.creator.tells_bot("/id")
    telegram = team.world.telegram
    await telegram.until(lambda: len(team.sent(team.creator.private, "Your Telegram id")) > before, 30)


AN_ATTEMPT: Final = 3
A_DAY: Final = 5
IN_A_ROW: Final = 20
DAYS: Final = IN_A_ROW // A_DAY + 1
REFUSALS: Final = ("codes were not accepted for this account", "account of Stella stands still", "left alone")


@threat(24, "counts_no_day", "counts_no_row")
async def test_codes_cannot_be_guessed_over_logins_days_and_restarts(
    fresh: Fresh, played: Played, measure: Measure
) -> None:
    async with fresh() as world:
        bot = behind_a_webhook(world, played.seed or "nothing")
        await bot.start()
        team, days = await world.team(), list[int]()
        for day in range(DAYS):
            tried = [await _guessed(team), await _guessed(team)]
            if day < many(DAYS, 1):
                await bot.kill()
                await bot.start()
            await world.step(LIMITS.rest_after_more_refusals)
            tried.append(await _guessed(team))
            days.append(sum(tried))
            measure(
                f"{max(tried)} in a login, {days[-1]} in a day",
                reached=max(tried) <= AN_ATTEMPT and days[-1] <= A_DAY,
            )
            await world.step(DAY)
        measure(f"{sum(days)} in a row over {DAYS} days", reached=sum(days) == IN_A_ROW)


async def _guessed(team: Team) -> int:
    """Type wrong codes for one login as long as it asks for one; count what the provider got."""
    before, refused, last = submissions(team), _refused(team), 0
    team.manager.says(team.group, "/login Stella")
    await team.world.telegram.until(lambda: _is_open(team) or _refused(team) > refused, 30)
    while await _asks_anew(team, last):
        last = _prompts(team)[-1].id
        team.creator.tells_bot(team.world.wrong_code())
    return submissions(team) - before


async def _asks_anew(team: Team, last: int) -> bool:
    """Wait until she is asked by a newer prompt than the last, or it is over; tell which."""

    def asked() -> bool:
        return any(prompt.id > last for prompt in _prompts(team))

    await team.world.telegram.until(lambda: asked() or not _is_open(team), 30)
    return asked()


def _is_open(team: Team) -> bool:
    return any("Cancel" in row for card in team.cards() for row in card.labels)


def _refused(team: Team) -> int:
    return sum(len(team.sent(team.group, one)) for one in REFUSALS)


def _prompts(team: Team) -> list[Message]:
    return [message for message in team.private if any("Nothing came" in row for row in message.labels)]
