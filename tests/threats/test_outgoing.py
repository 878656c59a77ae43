"""What goes out and what a provider may make the bot show: strange hosts, phishing links, proxies, lures."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import pytest

from bot.people.problems import Refusal
from bot.people.proxies import checked_proxy
from providers.hints import last_digits, masked_address
from providers.links import LinkHosts, RefusedLink
from providers.registry import ADAPTERS
from sandbox.vendor import Gate
from tests.faults.place import CONNECTED, LOGIN
from tests.harness.dialog import CODE, play
from tests.harness.vendors import KEY, ONLYFANSKIT
from tests.threats.conftest import behind_a_webhook
from tests.threats.middle import Middle, Trap, string_paths, unaltered, with_strings
from tests.threats.playing import LONG, Measure, Played, many, seconds_until, threat
from tests.threats.updates import delivered

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from sandbox.telegram import Message
    from sandbox.telegram.messages import Content
    from tests.harness.world import Team, World
    from tests.threats.conftest import Fresh

pytestmark = LONG

OTHER_REPLIES: Final = ("email", "selfie", "failed", "refused")
"""Logins whose replies have strings that those of a plain one have not."""
ENDED: Final = ("❌", "🛑", "⌛", "⚠", "failed", "Cancelled", "not known", "Not sure", "Failed")


@asynccontextmanager
async def in_between(fresh: Fresh, played: Played, **variables: str) -> AsyncIterator[tuple[World, Middle]]:
    """Let a bot run whose provider is behind a machine that may alter what it says."""
    manifest = ADAPTERS[ONLYFANSKIT].manifest
    async with fresh() as world:
        middle = Middle(world.variables[manifest.base_url_variable])
        async with middle.serving() as base_url:
            world.variables |= {manifest.base_url_variable: base_url, **variables}
            await behind_a_webhook(world, played.seed).start()
            yield world, middle
            for bot in world.bots:
                await bot.kill()


@threat(8, "follows_whoever_answers", "goes_by_the_environments_proxy")
async def test_the_api_key_goes_to_no_other_host(fresh: Fresh, played: Played, measure: Measure) -> None:
    async with Trap().set_up() as trap:
        names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
        proxies = dict.fromkeys(names, trap.url)
        async with in_between(fresh, played, **proxies) as (world, middle):
            try:
                team = await world.team()
                await play(team, [LOGIN, ("Stella", CODE, CONNECTED)])
                for scenario in OTHER_REPLIES:
                    await _try(world, middle, scenario)
            except TimeoutError:
                assert trap.brought
            _hold_that_nobody_came(trap, measure, "a proxy variable")
            paths = string_paths(middle.bodies)
            await _try(world, middle, away=trap.url)
            _hold_that_nobody_came(trap, measure, "redirects")
            tried = paths if many(1, 0) else paths[:: max(1, len(paths) // 3)]
            for path in ["", *tried]:
                await _try(world, middle, alter=_hostile(trap.url, path))
            _hold_that_nobody_came(
                trap, measure, f"{len(tried)} of {len(paths)} strings hostile, and all at once"
            )


def _hold_that_nobody_came(trap: Trap, measure: Measure, what: str) -> None:
    with_key = sum(KEY.encode() in brought for brought in trap.brought)
    measure(
        f"{what}: {len(trap.brought)} requests elsewhere, {with_key} with the key", reached=not trap.brought
    )


def _hostile(url: str, path: str) -> Any:  # noqa: ANN401 - JSON
    return lambda body: with_strings(body, lambda at, value: url if path in {"", at} else value)


async def _try(
    world: World,
    middle: Middle,
    scenario: str = "sms",
    *,
    alter: Callable[[Any], Any] = unaltered,
    away: str | None = None,
) -> None:
    """Have another manager look up accounts and begin a login, whose provider answers so to both."""
    team = await world.team(scenario)
    middle.alter, middle.away, before = alter, away, middle.served
    team.manager.says(team.group, "/accounts Stella")
    await seconds_until(world.telegram.until(lambda: middle.served > before, 10))
    await seconds_until(world.telegram.until(team.cards, 5))
    before = middle.served
    team.manager.says(team.group, "/login Stella")
    await seconds_until(world.telegram.until(lambda: middle.served > before, 10))
    await seconds_until(world.telegram.until(lambda: any("🔑" in card.text for card in team.cards()), 5))
    middle.alter, middle.away = unaltered, None


TRICKS: Final = (
    *(
        "http://{h}/a",
        "https://{h}.evil.example/",
        "https://evil.example/{h}",
        "https://not{h}/",
        "https://{h}@evil.example/",
    ),
    *(
        "https://evil.example\\@{h}/",
        "https://evil.example\\.{h}/",
        "https://user:pass@{h}/",
        "https://{h}:8443/",
    ),
    *(
        "https://{h}:/",
        "https://{h}./",
        "https://xn--{h}/",
        "https://evil.example/?{h}",
        "https://evil.example#{h}",
    ),
    *(
        "//{h}/",
        "javascript:alert(1)//{h}",
        "data:text/html,{h}",
        "tg://resolve?domain={h}",
        "https:{h}",
        "https:///{h}",
    ),
    *(
        " https://{h}/",
        "https://{h}/ evil",
        "https://{h}/\n",
        "https://{h}\t.evil.example/",
        "https://{h}/\u202emoc",
    ),
    *(
        "https://{h}/\0",
        'https://{h}/"><b>',
        "https://{h}%00.evil.example/",
        "https://.{h}/",
        "https://-a.{h}/",
    ),
    *(
        "HTTPS://{h}/",
        "https://[{h}/",
        "https://evil.example;{h}/",
        "https://evil.example%2f@{h}/",
        "ftp://{h}/",
    ),
    *(
        "https://{h}\u3002evil.example/",
        "https://evil。{h}/",
        "https://{c}/",
        "https://1.2.3.4/{h}",
        "https://[::1]/{h}",
    ),
    *("https://2130706433/{h}", "https://0x7f.1/{h}", "https://localhost/{h}", "https://xn--e1afmkfd.{h}/"),
)
SHOWN_TO_HER: Final = (
    "https://onlyfans.com.evil.example/face",
    "https://onlyfans.com@evil.example/",
    "http://onlyfans.com/",
)


@threat(12, "shows_any_link", engines=("adapters",))
@pytest.mark.usefixtures("seeded_here")
def test_no_link_to_another_host_is_one_to_show(measure: Measure) -> None:
    """Played against every adapter's own hosts in this process."""
    shown, tried, right = 0, 0, 0
    for adapter in ADAPTERS.values():
        manifest = adapter.manifest
        hosts = LinkHosts.of(manifest.link_hosts, (), manifest.base_url)
        for listed in manifest.link_hosts:
            host = listed.lstrip(".")
            look_alike = host.replace("a", "\u0430").replace("o", "\u043e")
            urls = [trick.format(h=host, c=look_alike) for trick in TRICKS]
            tried += len(urls)
            shown += sum(not isinstance(hosts.judge(url), RefusedLink) for url in urls)
            right += hosts.judge(f"https://{host}/a") == f"https://{host}/a"
    measure(f"{shown} of {tried} URLs shown", reached=shown == 0 and tried > 0 and right > 0)


@threat(12, "shows_any_link", "hides_hosts")
async def test_a_phishing_link_of_the_provider_does_not_reach_her(
    fresh: Fresh, played: Played, measure: Measure
) -> None:
    shown, hosts = 0, list[str]()
    async with in_between(fresh, played) as (world, middle):
        for url in SHOWN_TO_HER:
            team = await world.team("selfie")
            middle.alter = _linking_to(url)
            team.manager.says(team.group, "/login Stella")
            await seconds_until(world.telegram.until(partial(_is_answered, team), 15))
            middle.alter = unaltered
            shown += _links(team, "evil.example") + _links(team, "http://onlyfans.com")
            hosts.append(urlsplit(url).hostname or "")
        told = await _told_of(world, hosts)
    measure(f"{shown} of {len(SHOWN_TO_HER)} shown to her", reached=shown == 0)
    measure(f"the owner is told {told} of {len(hosts)} bare hosts", reached=told == len(hosts))


async def _told_of(world: World, hosts: list[str]) -> int:
    """Count the reports to the owner that name the host and nothing more of the link."""
    bot = world.telegram.world.bot

    def reports() -> list[str]:
        said = [message.text for message in world.owner.private.messages if message.sender is bot]
        return [text for text in said if "sent a link to" in text and "https://" not in text]

    await seconds_until(world.telegram.until(lambda: len(reports()) >= len(hosts), 10))
    return sum(any(f"sent a link to {host} for" in text for text in reports()) for host in hosts)


def _linking_to(url: str) -> Any:  # noqa: ANN401 - JSON
    return lambda body: with_strings(body, lambda path, value: url if "verification" in path else value)


def _is_answered(team: Team) -> bool:
    """Tell whether the login has come to its end, or she has been shown something."""
    ended = any(sign in card.text for card in team.cards() for sign in ENDED)
    return ended or _links(team, "evil") + _links(team, "http://onlyfans.com") > 0


def _links(team: Team, fragment: str) -> int:
    """Count the messages to her that lead there, by a button or in words."""
    contents = [
        one for message in team.creator.private.history for one in (message.content, *message.versions)
    ]
    return sum(
        any(fragment in (button.url or "") for row in content.keyboard for button in row)
        or f"{fragment}/" in content.text.text
        for content in contents
    )


NOBODYS: Final = (
    *(
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "127.0.0.1",
        "127.1",
        "0.0.0.0",  # noqa: S104 - an address that is refused
        "0",
        "169.254.169.254",
        "169.254.0.1",
    ),
    *(
        "100.64.0.1",
        "192.0.2.1",
        "198.51.100.7",
        "203.0.113.9",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
    ),
    *(
        "168.63.129.16",
        "192.0.0.192",
        "192.88.99.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
    ),
    *(
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "2001:db8::1",
        "2001::1",
        "3fff::1",
    ),
    *(
        "localhost",
        "localhost.",
        "metadata.google.internal",
        "instance-data",
        "127.0.0.1.nip.io",
        "10.0.0.1.sslip.io",
    ),
    *(
        "rebind.example",
        "proxy.example.com",
        "0x7f000001",
        "2130706433",
        "017700000001",
        "0177.0.0.1",
        "127.0.1",
        "1",
    ),
    *(
        "[::1]",
        "[2606:4700::1]",
        "fe80::1%eth0",
        "10.0.0.1:80",
        "user@8.8.8.8",
        "http://8.8.8.8",
        "8.8.8.8/32",
        "\uff18.8.8.8",
    ),
)


@threat(28, "takes_any_address")
async def test_a_custom_proxy_is_the_owners_alone_and_of_the_public_internet(
    world: World, measure: Measure
) -> None:
    """All addresses are judged in this process, and some of them by the bot."""
    async with Trap().set_up() as trap:
        team = await world.team()
        port = trap.url.rpartition(":")[2]
        accepted = await _set_by_others(team, port)
        measure(f"{accepted} of 3 others could set one", reached=accepted == 0)
        tried = many(len(NOBODYS), 6)
        before = len(world.owner.private.messages)
        for address in NOBODYS[:: max(1, len(NOBODYS) // tried)]:
            world.owner.tells_bot(f"/proxy 1 {address} {port}")
        await delivered(world)
        world.owner.tells_bot("/id")
        await world.sees(world.owner, "Your Telegram id")
        said = world.owner.private.messages[before:]
        taken = sum(
            "is passed" in one.text or "…" in one.text for one in said if one.sender is not world.owner
        )
        judged = sum(_is_taken(address) for address in NOBODYS)
        measure(
            f"{taken + judged} of {len(NOBODYS)} private names accepted, {len(trap.brought)} dialled",
            reached=taken == judged == 0 and not trap.brought and _is_taken("8.8.8.8"),
        )


async def _set_by_others(team: Team, port: str) -> int:
    """Have everybody but the owner try; count what they were told is set."""
    stranger = team.world.telegram.person("Eve", username="eve")
    for person in (team.manager, team.creator, stranger):
        person.tells_bot(f"/proxy 1 8.8.8.8 {port}")
    await delivered(team.world)
    team.manager.tells_bot("/id")
    await team.world.sees(team.manager, "Your Telegram id")
    return sum(len(team.sent(person.private, "8.…")) for person in (team.manager, team.creator, stranger))


def _is_taken(address: str) -> bool:
    try:
        checked_proxy((address, "8080"))
    except Refusal:
        return False
    return True


LURES: Final = (
    *(
        "+1 555 0100 call us",
        "stella@example.com",
        "https://evil.example",
        "<b>4711</b>",
        "12345",
        "s*@evil.example call me",
    ),
    *(
        "@support",
        "send the code to @thief",
        "\u202e1234",
        "t.me/thief",
        "4711 (Telegram: +15550100)",
        "s*@x.com\n",
    ),
)
IN_TURN: Final = (Gate.SMS, Gate.EMAIL, Gate.AUTHENTICATOR, Gate.SMS, Gate.EMAIL, Gate.AUTHENTICATOR)
CHANNELS: Final = 3
OTHERS: Final = (Gate.SELFIE, Gate.SMS, Gate.EMAIL, Gate.AUTHENTICATOR, Gate.SELFIE)
UNJUDGED: Final = 6
MOST_GATES: Final = 4
DONE: Final = "I've done it"


@threat(34, "shows_any_hint", "counts_no_gates", "asks_any_channel_again", "takes_code_after_code")
async def test_no_lure_is_shown_and_no_fifth_gate_is_asked_for(
    fresh: Fresh, played: Played, measure: Measure
) -> None:
    async with in_between(fresh, played) as (world, middle):
        lures, shown = LURES if many(1, 0) else LURES[:3], 0
        for lure in lures:
            team = await world.team("email")
            middle.alter = _hinting(lure)
            team.manager.says(team.group, "/login Stella")
            await seconds_until(world.telegram.until(partial(_asked, team), 15))
            middle.alter = unaltered
            shown += len(team.sent(team.creator.private, lure))
        hidden = sum(last_digits(lure) is None and masked_address(lure) is None for lure in LURES)
        measure(
            f"{shown} of {len(lures)} lures shown in a prompt, {len(LURES) - hidden} of {len(LURES)} let by",
            reached=shown == 0 and hidden == len(LURES),
        )
        asked = await _gates_asked(await world.team("sms"), IN_TURN)
        measure(f"{asked} of {len(IN_TURN)} codes by the same channels", reached=asked == CHANNELS)
        asked = await _gates_asked(await world.team("sms"), OTHERS)
        measure(f"{asked} of {len(OTHERS)} different gates", reached=asked == MOST_GATES)
        middle.busy = frozenset({"PUT"})
        asked = await _answered(await world.team("sms"), [_by_any_code] * UNJUDGED)
        measure(f"{asked} of {UNJUDGED} codes without a word about them", reached=asked == MOST_GATES)


def _hinting(lure: str) -> Any:  # noqa: ANN401 - JSON
    def alter(body: Any) -> Any:  # noqa: ANN401 - JSON
        return body | {"email_mask": lure} if isinstance(body, dict) and "email_mask" in body else body

    return alter


async def _gates_asked(team: Team, gates: tuple[Gate, ...]) -> int:
    """Answer every gate that is asked for; count them."""
    account = team.vendor.platform[team.account_id]
    endless = replace(account, scenario=replace(account.scenario, gates=gates))
    team.vendor.add_account(endless)
    return await _answered(team, [_by_selfie if gate is Gate.SELFIE else _by_code for gate in gates])


async def _answered(team: Team, answers: Sequence[Callable[[Team], Awaitable[None]]]) -> int:
    """Answer so, one after the other, as long as something is asked for; count that."""
    team.manager.says(team.group, "/login Stella")
    for asked, answer in enumerate(answers):
        await seconds_until(team.world.telegram.until(partial(_goes_on_or_ends, team, asked), 25))
        if len(_asked(team)) <= asked:
            break
        await answer(team)
    return len(_asked(team))


async def _by_selfie(team: Team) -> None:
    team.creator.presses(_asked(team)[-1], DONE)


async def _by_code(team: Team) -> None:
    team.creator.tells_bot(await team.code())


async def _by_any_code(team: Team) -> None:
    team.creator.tells_bot(team.world.wrong_code())


def _asked(team: Team) -> list[Message]:
    """List what asked her for a code or a selfie, also what has been changed since."""
    return [
        message
        for message in team.creator.private.history
        if any(_asks(content) for content in (message.content, *message.versions))
    ]


def _asks(content: Content) -> bool:
    return "Type the" in content.text.text or any(b.text == DONE for row in content.keyboard for b in row)


def _goes_on_or_ends(team: Team, asked: int) -> bool:
    return len(_asked(team)) > asked or any(sign in card.text for card in team.cards() for sign in ENDED)
