"""/connect NAME [platform]: a manager asks for a first connection, answering by buttons what is not clear.

What is clear is not asked. The creator is asked by the attempt's card.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from bot.handlers.acting import manager_here, member_manager_here
from bot.handlers.answers import Offer, clear, reply, saying
from bot.handlers.choices import Choice, choose
from bot.handlers.commands import given
from bot.handlers.finding import enrolled, named_or_offered, platform_of, pressed_by_member
from bot.handlers.requesting import answer_request, ask_for, require_askable, require_page
from bot.locales import country_name
from bot.people.connections import NO_PREFERENCE, Target, proxies, targets, ways
from bot.people.problems import Problem, Refusal
from bot.relay.beginnings import Plan
from bot.relay.reactions import Outcome, Requested
from providers.logins import Platform
from storage import OWN_PROXY, Purpose, Way

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.handlers.choices import Chosen
    from bot.handlers.finding import Meant
    from bot.handlers.turn import Turn
    from bot.relay.work import Work
    from storage import Attempt

T = TypeVar("T")

PER_ROW = 2


async def connect(turn: Turn) -> None:
    """Ask for a connection of the creator that was named."""
    command = given(turn.update.message)
    if command is None or not command.words:
        raise Refusal(Problem.USAGE, example=turn.texts.plain("example.connect"))
    require_page(turn)
    await member_manager_here(turn)
    async with turn.effect() as work:
        desk = await manager_here(turn, work.unit)
        meant = await named_or_offered(turn, work, desk, command.words, Choice.CONNECT)
        if meant is None:
            return
        example = turn.texts.plain("example.connect")
        if len(meant.rest) > 1:
            raise Refusal(Problem.USAGE, example=example)
        offered = targets(turn.relay.providers, platform_of(meant.rest, example))
        await _go_on(turn, work, meant, offered, ())


async def press_connect(turn: Turn, chosen: Chosen) -> None:
    """Take an answer, and ask what is not clear yet."""
    require_page(turn)
    enrolment_id, *answers = chosen.parts
    platform = Platform(answers.pop(0)) if answers and answers[0] in set(Platform) else None
    await pressed_by_member(turn, enrolment_id)
    async with turn.effect() as work:
        meant = await enrolled(turn, work.unit, enrolment_id)
        await clear(turn, work)
        await _go_on(turn, work, meant, targets(turn.relay.providers, platform), answers)


async def _go_on(
    turn: Turn, work: Work, meant: Meant, offered: Sequence[Target], answers: Sequence[str]
) -> None:
    """Find out where; then how, then through which proxy. The first of them that is open is asked."""
    if not offered:
        raise Refusal(Problem.NOTHING_TO_CONNECT)
    await require_askable(work, meant.enrolment)
    which, how, through = (*answers, None, None, None)[:3]
    target = _picked({target.handle: target for target in offered}, which)
    running = await _running(work, meant)
    found = [running.get((one.provider, one.platform)) for one in ([target] if target else offered)]
    if all(found):
        await answer_request(turn, work, meant.enrolment, Requested(Outcome.RUNNING, found[0]))
        return
    if target is None:
        offers = [_target_offer(turn, meant, target) for target in offered]
        await _ask(turn, work, meant, "connect.which", offers)
        return
    await _find_way(turn, work, meant, target, how, through)


async def _running(work: Work, meant: Meant) -> dict[tuple[str, str], Attempt]:
    """Give her first connections that are asked or under way in the team, by provider and platform."""
    return {
        (attempt.provider, attempt.platform): attempt
        for attempt in await work.unit.attempts.open_of_team(meant.desk.team.id)
        if attempt.creator_id == meant.enrolment.creator_id and attempt.account_id is None
    }


async def _find_way(  # noqa: PLR0913, PLR0917 - the answers so far, one by one
    turn: Turn, work: Work, meant: Meant, target: Target, how: str | None, through: str | None
) -> None:
    offered = ways(turn.relay.providers[target.provider])
    way = _picked({way.value: way for way in offered}, how)
    if way is None:
        await _ask(turn, work, meant, "connect.way", _way_offers(meant, target, offered), per_row=1)
        return
    await _find_proxy(turn, work, meant, target, way, through)


async def _find_proxy(  # noqa: PLR0913, PLR0917 - likewise
    turn: Turn, work: Work, meant: Meant, target: Target, way: Way, through: str | None
) -> None:
    own = await work.unit.proxies.of_team(meant.desk.team.id)
    manifest = turn.relay.providers[target.provider].manifest
    offered = proxies(manifest, way, has_own=own is not None)
    proxy = _picked({proxy: proxy for proxy in offered}, through)
    if proxy is None:
        so_far = (meant.enrolment.id, target.handle, way)
        await _ask(turn, work, meant, "connect.proxy", _proxy_offers(turn, so_far, offered))
        return
    told = None if proxy == NO_PREFERENCE else proxy
    plan = Plan(target.provider, target.platform, None, Purpose.CONNECT, way, told)
    await ask_for(turn, work, meant.desk, meant.enrolment, plan)


def _picked(options: Mapping[str, T], answer: str | None) -> T | None:
    """Give the option that was answered, or the only one; None where it has to be asked."""
    if answer is None:
        return next(iter(options.values())) if len(options) == 1 else None
    if answer not in options:
        raise Refusal(Problem.OLD_BUTTON)
    return options[answer]


async def _ask(  # noqa: PLR0913 - where and whom, what and with which answers; the rest is named
    turn: Turn, work: Work, meant: Meant, key: str, offers: Sequence[Offer], *, per_row: int = PER_ROW
) -> None:
    rows = [tuple(offers[start : start + per_row]) for start in range(0, len(offers), per_row)]
    await reply(turn, work, saying(key, *rows, name=meant.enrolment.name))


def _target_offer(turn: Turn, meant: Meant, target: Target) -> Offer:
    facts = {
        "platform": turn.texts.plain(f"platform.{target.platform}"),
        "provider": turn.relay.providers[target.provider].manifest.label,
    }
    return Offer("button.target", choose(Choice.CONNECT, meant.enrolment.id, target.handle), facts=facts)


def _way_offers(meant: Meant, target: Target, offered: Iterable[Way]) -> list[Offer]:
    return [
        Offer(f"button.way.{way}", choose(Choice.CONNECT, meant.enrolment.id, target.handle, way))
        for way in offered
    ]


def _proxy_offers(turn: Turn, so_far: tuple[str, ...], offered: Iterable[str]) -> list[Offer]:
    """Offer each once: a vendor may write a country in two ways."""
    offers: dict[str, Offer] = {}
    for proxy in offered:
        offer = _proxy_offer(turn, so_far, proxy)
        offers.setdefault(offer.button(turn.texts).text, offer)
    return list(offers.values())


def _proxy_offer(turn: Turn, so_far: tuple[str, ...], proxy: str) -> Offer:
    answered = choose(Choice.CONNECT, *so_far, proxy)
    if proxy in {NO_PREFERENCE, OWN_PROXY}:
        return Offer(f"button.proxy.{proxy}", answered)
    return Offer("button.country", answered, facts={"country": country_name(proxy, turn.texts.language)})
