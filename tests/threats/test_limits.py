"""How often she is asked, and how often a code may be wrong, whoever presses and whatever happens."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.relay.limits import DAY, HOUR, LIMITS, MINUTE
from tests.faults.place import LOGIN
from tests.harness.connecting import account_of
from tests.harness.dialog import play
from tests.harness.vendors import ONLYFANSKIT, account_in
from tests.harness.world import DIGITS
from tests.threats.conftest import behind_a_webhook
from tests.threats.playing import LONG, Measure, Played, many, threat
from tests.threats.staff import NUMBERS, another_team_of
from tests.threats.updates import delivered

if TYPE_CHECKING:
    from sandbox.telegram import Message
    from sandbox.vendor import Account
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


WHOSE: Final = "says that this account is yours"
QUESTIONS: Final = 6


@threat(3, "counts_no_questions", "forgets_her_no")
async def test_managers_who_never_stop_have_her_asked_so_often_whose_an_account_is(
    world: World, measure: Measure
) -> None:
    team = await world.team()
    other = await another_team_of(team)
    disowned, *rest = [await _one_more_account(one) for one in (team, team, team, other, other, other)]
    its_name = f"@{disowned[1].username} "
    _names(*disowned)
    team.creator.presses(await team.sees(its_name), "No")
    await team.group_sees("account is not hers")
    rounds = many(20, 4)
    for _ in range(rounds):
        for one in (disowned, *rest):
            _names(*one)
        await delivered(world)
        await _quiet(team)
        await world.step(HOUR)
    asked = team.sent(team.creator.private, WHOSE)
    for what, said, most in (("all", WHOSE, QUESTIONS), ("one that is not hers", its_name, 1)):
        at = [message.date for message in asked if said in message.text]
        found = max(sum(begun <= one < begun + DAY for one in at) for begun in at)
        measure(f"{found} questions about {what} within a day in {rounds} rounds", reached=found <= most)


async def _one_more_account(team: Team) -> tuple[Team, Account]:
    """Let the provider have an account that the team may have and that nobody has."""
    account = account_in(team.provider, "sms", next(NUMBERS), digits=DIGITS)
    team.vendor.add_account(account)
    await team.world.assign(team, account.id)
    return team, account


def _names(team: Team, account: Account) -> None:
    """Have the manager say that the account is hers."""
    team.manager.says(team.group, f"/accounts Stella {account.id} {team.provider}")


AN_ATTEMPT: Final = 3
A_DAY: Final = 5
OTHER: Final = "onlyfansapi"
IN_A_ROW: Final = 20
DAYS: Final = IN_A_ROW // A_DAY + 1
REFUSALS: Final = ("codes were not accepted today for", "on this platform stand still", "left alone")


@threat(24, "counts_no_day", "counts_no_row", "counts_no_try_before_a_resend")
async def test_codes_cannot_be_guessed_over_logins_days_and_restarts(
    fresh: Fresh, played: Played, measure: Measure
) -> None:
    async with fresh() as world:
        bot = behind_a_webhook(world, played.seed or "nothing")
        await bot.start()
        team, days = await world.team("email"), list[int]()
        for day in range(DAYS):
            tried = [await _guessed(team, resends=True), await _guessed(team)]
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


@threat(24, "counts_each_provider_apart")
async def test_another_provider_of_the_same_account_gives_no_more_tries(
    fresh: Fresh, played: Played, measure: Measure
) -> None:
    async with fresh(slugs=(ONLYFANSKIT, OTHER)) as world:
        await behind_a_webhook(world, played.seed or "nothing").start()
        team = await world.team()
        await _also_linked(team)
        tried = []
        for label in ("OnlyFans 1", "OnlyFans 2", "OnlyFans 1", "OnlyFans 2"):
            tried.append(await _guessed(team, label))
            await world.step(LIMITS.rest_after_more_refusals)
        measure(f"{sum(tried)} in a day over 2 providers of an account", reached=sum(tried) == A_DAY)


async def _also_linked(team: Team) -> None:
    """Link the same account of the platform at another provider, which has an id of its own for it."""
    username, linked = account_of(team).username, len(team.sent(team.group, "is linked"))
    account = replace(account_in(OTHER, "sms", team.creator.id, digits=DIGITS), username=username)
    team.world.vendors[OTHER].add_account(account)
    team.manager.says(team.group, f"/accounts Stella {account.id} {OTHER}")
    asked = await team.sees("says that this account is yours")
    team.creator.presses(asked, "Yes, it's mine")
    await team.world.telegram.until(lambda: len(team.sent(team.group, "is linked")) > linked, 30)


async def _guessed(team: Team, label: str | None = None, *, resends: bool = False) -> int:
    """Type wrong codes for one login as long as it asks for one; count what the providers got.

    `label` is the button of the account where there are several. With `resends` she has the first code sent
    again in the midst of it.
    """
    typed, refused = list[str](), _refused(team)
    last = max((prompt.id for prompt in _prompts(team)), default=0)
    team.manager.says(team.group, "/login Stella")
    if label is not None:
        await _choose(team, label)
    await team.world.telegram.until(lambda: _is_open(team) or _refused(team) > refused, 30)
    while await _asks_anew(team, last):
        last = _prompts(team)[-1].id
        if resends and not typed:
            last = await _resent(team, last)
        typed.append(team.world.wrong_code())
        team.creator.tells_bot(typed[-1])
    return sum(vendor.submissions(code) for vendor in team.world.vendors.values() for code in typed)


async def _choose(team: Team, label: str) -> None:
    question = await team.group_sees("has more than one account")
    team.manager.presses(question, label)


async def _resent(team: Team, last: int) -> int:
    """Have the code sent again; give the id of the prompt that says so."""
    await team.world.step(LIMITS.nothing_came + 1)
    team.creator.presses(_prompts(team)[-1], "Nothing came")
    await team.world.telegram.until(lambda: _prompts(team) and _prompts(team)[-1].id > last, 30)
    return _prompts(team)[-1].id


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
