"""What comes from outside: strangers in a flood, probes, a leaked bot token, attacks on the connect page."""

from __future__ import annotations

import asyncio
import base64
import re
import time
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import httpx

from sandbox.telegram.faults import Answer
from storage.models import Way
from tests.harness.coming_in import enrol, link_in
from tests.harness.connecting import account_of, ask_to_connect, her_page
from tests.harness.vendors import ONLYFANSKIT
from tests.harness.world import Team
from tests.scenarios.page import Browser
from tests.threats.conftest import SECRET, behind_a_webhook
from tests.threats.playing import FULL, LONG, Measure, Played, many, seconds_until, threat
from tests.threats.staff import a_second_team, well_known_team
from tests.threats.updates import HEADER, delivered

if TYPE_CHECKING:
    from sandbox.telegram.formatting import Json
    from tests.harness.bot import BotProcess
    from tests.harness.world import World
    from tests.threats.conftest import Fresh

pytestmark = LONG


@threat(13, "says_tokens", "logs_requests")
async def test_the_bot_token_is_in_no_log_and_no_file(fresh: Fresh, played: Played, measure: Measure) -> None:
    async with fresh() as world:
        await behind_a_webhook(world, played.seed or "nothing").start()
        team = await world.team()
        faults = world.telegram.faults
        for answer in (
            Answer(500, "Internal Server Error"),
            Answer(404, "Not Found"),
            Answer(401, "Unauthorized"),
        ):
            faults.fail("sendMessage", answer, chat=team.group)
        faults.cut("sendMessage", performed=False, chat=team.group, times=2)
        team.manager.says(team.group, "/login Stella")
        await seconds_until(team.sees("Type the code", 20))
        await world.bots[-1].terminate()
        token = world.telegram.token
        forms = [
            form.encode() for form in (token, token.partition(":")[2], quote(token, safe=""), token[::-1])
        ]
        forms += [
            token.encode().hex().encode(),
            base64.b64encode(token.encode())[:-4],
            token.encode("utf-16-le"),
        ]
        places = [*world.everything_written(), *world.places()]
        hits = sum(form in data for _, data in places for form in forms)
        lines = world.bots[-1].printed().count("\n")
    measure(
        f"{hits} hits in {len(places)} places, {lines} lines at DEBUG with 5 faults",
        reached=hits == 0 and lines > 0,
    )


PROBES: Final = ("login", "connect", "freeze", "accounts")


@threat(29, "tells_who_is_known")
async def test_whoever_probes_for_names_learns_nothing(world: World, measure: Measure) -> None:
    """By a manager of another team and by strangers: before somebody has that name in a team, and after."""
    team, other = await world.team(), await a_second_team(world)
    before = await _probed(world, other)
    bella = Team(world, team.group, team.manager, world.telegram.person("Bella"), "Bella", "")
    await enrol(bella)
    after = await _probed(world, other)
    differ = sum(one != two for one, two in zip(before, after, strict=True))
    measure(f"{differ} of {len(after)} answers tell a known name", reached=differ == 0 and all(after))


async def _probed(world: World, other: Team) -> list[str]:
    """Give what a team that has nobody of that name is told, and a stranger."""
    answers = []
    for probe in PROBES:
        shown = len(other.cards())
        other.manager.says(other.group, f"/{probe} Bella")
        await world.telegram.until(partial(_is_more_than, other, shown), 30)
        answers.append(other.cards()[-1].text)
    return [*answers, await _answer_to(world, "/login Bella")]


def _is_more_than(team: Team, shown: int) -> bool:
    return len(team.cards()) > shown


@threat(29, "tells_why_an_invitation_is_dead")
async def test_whoever_probes_for_invitations_learns_nothing(world: World, measure: Measure) -> None:
    team = await well_known_team(world)
    used = await _used_link(team)
    team.manager.says(team.group, "/invite Nova")
    void = link_in(await world.sees(team.manager, "The invitation for Nova"))
    team.manager.says(team.group, "/invite Nova")
    await delivered(world)
    team.manager.says(team.group, "/invite Luna")
    expired = link_in(await world.sees(team.manager, "The invitation for Luna"))
    await world.step(25 * 3600)
    unknown = used[:-6] + "AAAAAA"
    answers = [await _answer_to(world, link) for link in (used, void, expired, unknown)]
    measure(
        f"{len(set(answers))} answer to 4 kinds of dead links",
        reached=len(set(answers)) == 1 and bool(answers[0]),
    )


async def _used_link(team: Team) -> str:
    said = next(m for m in team.manager.private.history if "The invitation for Stella" in m.text)
    return link_in(said)


async def _answer_to(world: World, said: str) -> str:
    """Give what somebody new is told who opens a link or writes a command."""
    stranger = world.telegram.person("Eve")
    (stranger.tells_bot if said.startswith("/") else stranger.opens)(said)
    bot = world.telegram.world.bot

    def told() -> str:
        return "\n".join(m.text for m in stranger.private.messages if m.sender is bot)

    await seconds_until(world.telegram.until(told, 10))
    return told()


FLOODED_SECONDS: Final = 10.0
AT_ONCE: Final = 8
FLAT_KIB: Final = 12 * 1024
PROMPT_SECONDS: Final = 2.0


@threat(31, "remembers_strangers")
async def test_a_flood_of_strangers_takes_no_memory_and_keeps_no_prompt_back(
    fresh: Fresh, played: Played, measure: Measure
) -> None:
    async with fresh() as world:
        bot = behind_a_webhook(world, played.seed or "nothing")
        await bot.start()
        team = await world.team()
        await _flood(world, bot, 400, 0)  # what is made at first use has been made then
        before = _memory(bot)
        flood = asyncio.create_task(_flood(world, bot, many(100_000, 3_000), 1_000_000))
        await asyncio.sleep(0)
        team.manager.says(team.group, "/login Stella")
        seconds = await seconds_until(team.sees("Type the code", 20))
        sent = await flood
        grown = _memory(bot) - before
    measure(f"{grown} KiB more after {sent} messages of strangers", reached=grown <= FLAT_KIB)
    measure(f"a prompt {seconds:.1f} s after the command meanwhile", reached=seconds <= PROMPT_SECONDS)


async def _flood(world: World, bot: BotProcess, messages: int, first: int) -> int:
    """Have strangers write, so many at once; give how many did within the time."""
    until = time.monotonic() + (3_000 if FULL else FLOODED_SECONDS)
    numbers = iter(range(messages))
    sent = 0

    async def one_after_another(client: httpx.AsyncClient) -> None:
        nonlocal sent
        for number in numbers:
            if time.monotonic() > until:
                return
            await client.post(
                f"{bot.url}/telegram",
                json=_of_a_stranger(world, first + number),
                headers={HEADER.decode(): SECRET},
            )
            sent += 1

    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        await asyncio.gather(*(one_after_another(client) for _ in range(AT_ONCE)))
    return sent


def _of_a_stranger(world: World, number: int) -> Json:
    person = {"id": 3_000_000_000 + number, "is_bot": False, "first_name": "x" * 64}
    chat = {"id": person["id"], "type": "private", "first_name": "x" * 64}
    text = "hello " * 100
    shown = {"message_id": 1, "from": person, "chat": chat, "date": int(world.clock()), "text": text}
    return {"update_id": 5_000_000 + number, "message": shown}


def _memory(bot: BotProcess) -> int:
    """Give the memory of its process in KiB."""
    process = bot._process  # noqa: SLF001 - the harness has no other use for its id
    assert process is not None
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0])


FORGED: Final[tuple[dict[str, str], ...]] = (
    {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"},
    {"origin": "https://elsewhere.example", "sec-fetch-site": "same-origin"},
    {"origin": "null"},
    {"origin": "null", "sec-fetch-site": "none"},
    {"origin": "null", "sec-fetch-site": "same-site"},
    {"origin": "https://elsewhere.example"},
    {},
)
OWN: Final = {"origin": "null", "sec-fetch-site": "same-origin"}
BEGIN: Final = {"act": "begin"}


MARKUP: Final = "<img src=x onerror=alert(1)>"
SAFE: Final = "&lt;img src=x onerror=alert(1)&gt;"
VENDOR: Final = "onlyfansapi"


@threat(33, "takes_forms_from_anywhere", "knows_no_browser", "lets_itself_be_framed", "shows_markup_on_pages")
async def test_the_connect_page_takes_nothing_from_another_browser_or_site(
    fresh: Fresh, played: Played, measure: Measure
) -> None:
    """She has one browser; whoever has stolen her link and all that she sent has another."""
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(fresh(slugs=(ONLYFANSKIT, VENDOR)))
        await behind_a_webhook(world, played.seed or "nothing").start()
        team = await world.team(provider=VENDOR, linked=False, named_with=MARKUP)
        await ask_to_connect(team, Way.FORM)
        address = await her_page(team)
        hers = await stack.enter_async_context(Browser())
        other = await stack.enter_async_context(httpx.AsyncClient(trust_env=False))
        await _attacked_from_elsewhere(other, address, measure)
        await hers.open(address)
        await hers.send("begin")
        await _looked_at_by_another(team, hers, other, address, measure)
        await _replayed(team, hers, other, address, measure)


async def _attacked_from_elsewhere(other: httpx.AsyncClient, address: str, measure: Measure) -> None:
    """Frame it, write into it by a name, and send its forms from other sites."""
    page = await other.get(address)
    policy, frame = page.headers["content-security-policy"], page.headers.get("x-frame-options")
    framed = "frame-ancestors 'none'" not in policy or frame != "DENY"
    written = MARKUP in page.text or SAFE not in page.text or "unsafe" in policy
    forged = [(await other.post(address, data=BEGIN, headers=headers)).status_code for headers in FORGED]
    accepted = sum(status != httpx.codes.FORBIDDEN for status in forged)
    measure(f"{accepted} of {len(FORGED)} forged origins accepted", reached=accepted == 0)
    measure(f"framing {'allowed' if framed else 'refused'}", reached=not framed)
    measure(f"a name's markup {'is' if written else 'is no'} markup on it", reached=not written)


async def _looked_at_by_another(
    team: Team, hers: Browser, other: httpx.AsyncClient, address: str, measure: Measure
) -> None:
    """Open her link in another browser, and send a form there that has all that hers has."""
    form = hers.seen.form("sign_in")
    assert form is not None
    stolen = {**form.fields, "username": "x@example.com", "password": "a stolen password"}
    second = await other.get(address)
    for data in (stolen, BEGIN):
        await other.post(address, data=data, headers=OWN)
    acts = ("password" in second.text) + sum(team.vendor.starts.values())
    measure(f"{acts} acts or looks of a second browser", reached=acts == 0)


async def _replayed(
    team: Team, hers: Browser, other: httpx.AsyncClient, address: str, measure: Measure
) -> None:
    """Send all that she has sent again, from her browser and from another, and open her link afterwards."""
    account, sent = account_of(team), [dict(BEGIN)]
    sent.append(await _sent(hers, "sign_in", username=account.login, password=account.password))
    await hers.until_form("code")
    code = await team.vendor.phone(team.account_id).next_code()
    sent.append(await _sent(hers, "code", code=code))
    await team.group_sees("✅")
    for data in sent:
        await hers.resend(data)
        await other.post(address, data=data, headers=OWN)
    await delivered(team.world)
    starts, submitted = team.vendor.starts[team.account_id], team.vendor.submissions(code)
    opened = await other.get(address)
    effects = starts - 1 + submitted - 1 + ("<form" in opened.text)
    measure(f"{effects} effects of {2 * len(sent)} replays and a used link", reached=effects == 0)


async def _sent(hers: Browser, act: str, **values: str) -> dict[str, str]:
    """Have her send a form; give what was in it."""
    form = hers.seen.form(act)
    assert form is not None
    await hers.send(act, **values)
    return form.fields | values
