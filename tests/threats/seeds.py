"""Seeded faults: each makes one function of the product weaker, so that a row's test is itself tested.

They are put into a process of the bot by tests.threats.launcher, or into the test's own where a row is played
there. Nothing of them is in the product.
"""

# ruff: noqa: FBT003, S704, SLF001 - a weaker function says one thing, and what it stands for may be private

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest
import telegram
from markupsafe import Markup

from bot import log
from bot.handlers import acting, attempt_presses, reception, refusals
from bot.locales import texts
from bot.notices import Notices
from bot.people import managers, proxies, who
from bot.people.problems import Problem, Refusal
from bot.relay import answers, challenges, codes, progress
from bot.relay.reactions import Reaction
from bot.relay.relay import Relay
from bot.web import delivery, headers, site
from bot.web.connect.browser import Browsers
from providers import http
from providers.links import LinkHosts
from providers.secret import Secret
from storage import Keyring, audit, rotation, sealing
from storage.audit import Audit
from storage.repositories.attempts import _LIVE, Attempts
from storage.repositories.invitations import Invitations
from storage.repositories.updates import Updates
from storage.schema import key
from tests.threats.people_seeds import PEOPLE_SEEDS
from tests.threats.telling_seeds import TELLING_SEEDS
from tests.threats.weaker import always, always_soon

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import RowMapping, Table

    from bot.cards.buttons import Press, Verb
    from bot.handlers.turn import Turn
    from bot.relay.codes import NoCode
    from bot.relay.driver import Driver
    from bot.relay.ports import Caller
    from bot.relay.work import Work
    from storage import Attempt, Unit
    from storage.session import Session
    from tests.threats.weaker import Seed


def sees_no_disguise(patch: pytest.MonkeyPatch) -> None:
    """Hold the person whose message was forwarded or came by a bot to its command."""
    patch.setattr(refusals, "disguise", always(None))


def asks_nobody_who_is_a_member(patch: pytest.MonkeyPatch) -> None:
    """Let who was shown out of the group command."""
    patch.setattr(acting, "require_membership", always_soon(None))


def lists_whoever_asked(patch: pytest.MonkeyPatch) -> None:
    """Let whoever ever applied or was removed command."""

    async def desk(unit: Unit, team_id: str, telegram_id: int) -> who.Desk:
        team, person = await unit.teams.get(team_id), await unit.people.by_telegram_id(telegram_id)
        manager = None if person is None else await unit.managers.find(team_id, person.id)
        if team is None or person is None or manager is None:
            raise Refusal(Problem.NOT_LISTED)
        return who.Desk(team, manager, person)

    patch.setattr(who, "desk_of_team", desk)


def takes_any_secret(patch: pytest.MonkeyPatch) -> None:
    """Take updates from whoever sends them."""
    patch.setattr(site, "_proves", always(True))


def forgets_updates(patch: pytest.MonkeyPatch) -> None:
    """Take a redelivered update for a new one."""
    patch.setattr(Updates, "claim", always_soon(True))


def refuses_no_text(patch: pytest.MonkeyPatch) -> None:
    """Take whatever has digits for her code."""
    patch.setattr(answers, "_refusal", always(None))


def says_codes(patch: pytest.MonkeyPatch) -> None:
    """Print each code, in hexadecimal digits."""
    _with_codes(patch, lambda code: sys.stderr.write(f"typed={code.encode().hex()}\n"))


def keeps_codes(patch: pytest.MonkeyPatch) -> None:
    """Write each code into a file beside the database, as UTF-16."""

    def keep(code: str) -> None:
        Path(os.environ["DATABASE_URL"].removeprefix("sqlite:///")).with_suffix(".bin").write_bytes(
            code.encode("utf-16")
        )

    _with_codes(patch, keep)


def _with_codes(patch: pytest.MonkeyPatch, do: Callable[[str], object]) -> None:
    found = codes.find_code

    def find(text: Secret, lengths: tuple[int, ...]) -> Secret | NoCode:
        code = found(text, lengths)
        if isinstance(code, Secret):
            do(code.reveal())
        return code

    patch.setattr(answers, "find_code", find)


def hands_codes_over_twice(patch: pytest.MonkeyPatch) -> None:
    """Make a claimed call twice."""
    claim = answers._claim

    async def twice(work: Work, *rest: Any) -> Reaction | None:  # noqa: ANN401 - passed on as they came
        reaction: Reaction | None = await claim(work, *rest)
        work.after_commit.extend(work.after_commit[-1:])
        return reaction

    patch.setattr(answers, "_claim", twice)


def takes_any_attempt(patch: pytest.MonkeyPatch) -> None:
    """Take whatever login is open for that of whoever types."""

    async def live(repository: Attempts, _creator_id: str) -> Attempt | None:
        return await repository._rows.first(_LIVE)

    patch.setattr(Attempts, "live_of_creator", live)


def knows_no_telegram_code(patch: pytest.MonkeyPatch) -> None:
    """Not know the wordings of Telegram's own login codes."""
    patch.setattr(answers, "is_telegrams_own", always(False))


def cancels_nothing(patch: pytest.MonkeyPatch) -> None:
    """Say that a login is cancelled, and let it run."""
    patch.setattr(Relay, "cancel", always_soon(Reaction.DONE))


def ends_nothing_by_time(patch: pytest.MonkeyPatch) -> None:
    """Let logins and codes live for ever."""
    claim = answers._claim

    async def whenever(work: Work, caller: Caller, attempt: Attempt, code: Secret) -> Reaction | None:
        return await claim(work, caller, replace(attempt, answer_by=float("inf")), code)

    patch.setattr(answers, "_claim", whenever)
    patch.setattr(progress, "time_out", always(None))


def seals_nothing(patch: pytest.MonkeyPatch) -> None:
    """Write what is to be sealed as it is behind a right-looking header, but for the database's own key."""
    sealed, opened = Keyring.seal, Keyring.open

    def seal(keyring: Keyring, table: str, column: str, row_id: str, plain: bytes) -> bytes:
        if table == key.name:
            return sealed(keyring, table, column, row_id, plain)
        return sealed(keyring, table, column, row_id, b"")[: sealing._NONCE_END] + plain

    def unseal(keyring: Keyring, table: str, column: str, row_id: str, data: bytes) -> bytes:
        if table == key.name:
            return opened(keyring, table, column, row_id, data)
        return data[sealing._NONCE_END :]

    patch.setattr(Keyring, "seal", seal)
    patch.setattr(Keyring, "open", unseal)


def seals_for_no_place(patch: pytest.MonkeyPatch) -> None:
    """Let a sealed value open wherever it is put."""
    seal, unseal = Keyring.seal, Keyring.open
    patch.setattr(Keyring, "seal", lambda keyring, *place: seal(keyring, "", "", "", place[-1]))
    patch.setattr(Keyring, "open", lambda keyring, *place: unseal(keyring, "", "", "", place[-1]))


def rotates_out_of_place(patch: pytest.MonkeyPatch) -> None:
    """Seal anew for a place that is none, so that nothing opens after a rotation."""
    reseal, seal = rotation._reseal, Keyring.seal

    async def elsewhere(session: Session, table: Table, row: RowMapping) -> int:
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(
                Keyring, "seal", lambda keyring, *place: seal(keyring, place[0], place[1], "", place[-1])
            )
            return await reseal(session, table, row)

    patch.setattr(rotation, "_reseal", elsewhere)


def escapes_nothing(patch: pytest.MonkeyPatch) -> None:
    """Take names from outside for markup of ours."""
    patch.setattr(texts, "_in_html", lambda value: Markup(value) if isinstance(value, str) else value)


def cleans_nothing(patch: pytest.MonkeyPatch) -> None:
    """Show names as long and with as many invisible characters as they are."""
    patch.setattr(texts, "clean", lambda name, _limit=0: name)


def chains_no_times(patch: pytest.MonkeyPatch) -> None:
    """Leave the time of an entry out of its MAC."""
    mac = audit._entry_mac
    patch.setattr(
        audit,
        "_entry_mac",
        lambda vault, team_id, entry, before: mac(vault, team_id, {**entry, "at": 0.0}, before),
    )


def takes_any_end(patch: pytest.MonkeyPatch) -> None:
    """Not miss what was cut off at the end of the history."""
    fault = Audit._fault

    def blind(repository: Audit, *rest: Any) -> str | None:  # noqa: ANN401 - passed on as they came
        found = fault(repository, *rest)
        return None if found == "cut short" else found

    patch.setattr(Audit, "_fault", blind)


def obeys_any_presser(patch: pytest.MonkeyPatch) -> None:
    """Let whoever presses her button decline for her."""

    async def obey(turn: Turn, work: Work, _pressed: Press, attempt: Attempt) -> Reaction:
        return await turn.relay.decline(work, attempt.id, attempt.creator_id)

    patch.setattr(attempt_presses, "_by_creator", obey)


def lets_any_manager_cancel(patch: pytest.MonkeyPatch) -> None:
    """Take whoever presses a team's button for one of its managers."""

    async def obey(turn: Turn, work: Work, _verb: Verb, attempt: Attempt) -> Reaction:
        managers = await work.unit.managers.of_team(attempt.team_id)
        return await turn.relay.cancel(work, attempt.id, managers[0])

    patch.setattr(attempt_presses, "_by_manager", obey)
    patch.setattr(attempt_presses, "_require_a_member", always_soon(None))


def withdraws_nothing(patch: pytest.MonkeyPatch) -> None:
    """Let what a removed manager began run on."""
    patch.setattr(Relay, "withdraw", always_soon(None))
    patch.setattr(managers, "call_off", always_soon(None))


def removes_nobody(patch: pytest.MonkeyPatch) -> None:
    """Say that a manager is removed, and leave the list as it is."""
    patch.setattr(managers, "remove", always_soon(None))


def follows_whoever_answers(patch: pytest.MonkeyPatch) -> None:
    """Follow redirects, and send the key to whatever host is asked."""
    plain = httpx.AsyncClient

    async def send(transport: http.PinnedTransport, request: httpx.Request) -> httpx.Response:
        request.headers[transport._header.name] = transport._header.prefix + transport._key.reveal()
        return await transport._inner.handle_async_request(request)

    patch.setattr(http.PinnedTransport, "handle_async_request", send)
    patch.setattr(httpx, "AsyncClient", lambda **options: plain(**{**options, "follow_redirects": True}))


def goes_by_the_environments_proxy(patch: pytest.MonkeyPatch) -> None:
    """Let the machine's environment say by which proxy a provider is called."""

    def transport(**_options: object) -> httpx.AsyncHTTPTransport:
        return plain(proxy=os.environ["HTTP_PROXY"])

    plain = httpx.AsyncHTTPTransport
    patch.setattr(http.PinnedTransport, "__init__", _pinned_by(transport))


def _pinned_by(transport: Callable[[], httpx.AsyncHTTPTransport]) -> Callable[..., None]:
    plain = http.PinnedTransport.__init__

    def init(pinned: http.PinnedTransport, *rest: Any) -> None:  # noqa: ANN401 - passed on as they came
        plain(pinned, *rest)
        pinned._inner = transport()

    return init


def shows_any_link(patch: pytest.MonkeyPatch) -> None:
    """Show her whatever link the provider names."""
    patch.setattr(LinkHosts, "judge", lambda _hosts, url: url)


def hides_hosts(patch: pytest.MonkeyPatch) -> None:
    """Not tell anybody where a link that was not shown leads."""
    patch.setattr(Notices, "link_refused", always_soon(None))


def takes_any_address(patch: pytest.MonkeyPatch) -> None:
    """Take whatever address can be read for a public one."""
    patch.setattr(proxies, "_is_somebodys", always(True))


def shows_any_hint(patch: pytest.MonkeyPatch) -> None:
    """Show whatever a provider says about where a code went."""
    for name in ("providers.onlyfanskit.attempt", "providers.apifansly.challenge"):
        patch.setattr(sys.modules[name], "masked_address", lambda value: value)


def counts_no_gates(patch: pytest.MonkeyPatch) -> None:
    """Ask for whatever a provider wants next, however often."""
    refused = challenges._refused

    def uncounted(counted: Attempt, *rest: Any) -> Any:  # noqa: ANN401 - passed on as they came
        return refused(replace(counted, gates=0), *rest)

    patch.setattr(challenges, "_refused", uncounted)


def takes_code_after_code(patch: pytest.MonkeyPatch) -> None:
    """Ask anew for as many codes as a provider takes without a word."""

    def uncounted(attempt: Attempt, step: Any, now: float, _limits: Any, **named: Any) -> Attempt:  # noqa: ANN401 - passed on as they came
        return challenges.ask_her(attempt, step, now, **named)

    patch.setattr(challenges, "spend_gate", uncounted)
    patch.setattr(progress, "spend_gate", uncounted)


def nothing(_patch: pytest.MonkeyPatch) -> None:
    """Leave the product as it is."""


def calls_before_it_commits(patch: pytest.MonkeyPatch) -> None:
    """Hand a code over within the transaction that claims it."""
    claim = answers._claim

    async def early(work: Work, caller: Driver, attempt: Attempt, code: Secret) -> Reaction | None:
        await caller.worker.providers[attempt.provider].submit_code(attempt.resume or "", code)
        return await claim(work, caller, attempt, code)

    patch.setattr(answers, "_claim", early)


def confirms_before_the_effect(patch: pytest.MonkeyPatch) -> None:
    """Confirm an update at once, and see to it a moment later."""
    deliver = delivery.deliver
    tasks = set()

    async def later(*arguments: Any) -> None:  # noqa: ANN401 - passed on as they came
        await asyncio.sleep(0.3)
        await deliver(*arguments)

    async def confirm(*arguments: Any) -> bool:  # noqa: ANN401 - likewise
        tasks.add(asyncio.create_task(later(*arguments)))
        return True

    patch.setattr(site, "deliver", confirm)


def confirms_what_failed(patch: pytest.MonkeyPatch) -> None:
    """Confirm every update, whatever came of it."""
    deliver = delivery.deliver

    async def confirm(*arguments: Any) -> bool:  # noqa: ANN401 - passed on as they came
        await deliver(*arguments)
        return True

    patch.setattr(site, "deliver", confirm)


def times_nothing_out(patch: pytest.MonkeyPatch) -> None:
    """Let a login live for ever."""
    patch.setattr(progress, "time_out", always(None))


def sends_thrice(patch: pytest.MonkeyPatch) -> None:
    """Send every message three times."""
    send = telegram.Bot.send_message

    async def thrice(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - passed on as they came
        await send(*arguments, **named)
        await send(*arguments, **named)
        return await send(*arguments, **named)

    patch.setattr(telegram.Bot, "send_message", thrice)


def says_tokens(patch: pytest.MonkeyPatch) -> None:
    """Print the address of each request to Telegram, which holds the token."""
    plain = httpx.AsyncClient.request

    async def request(client: httpx.AsyncClient, *rest: Any, **named: Any) -> httpx.Response:  # noqa: ANN401 - passed on as they came
        sys.stderr.write(f"asked={rest or named.get('url')}\n")
        return await plain(client, *rest, **named)

    patch.setattr(httpx.AsyncClient, "request", request)


def logs_requests(patch: pytest.MonkeyPatch) -> None:
    """Log what other libraries say, as they say it."""
    patch.setattr(log, "NOISY", ())
    patch.setattr(log, "remove_tokens", always(True))
    patch.setattr(log, "_place_only", lambda _logger, _method, event: event)
    patch.setattr(log, "keep_allowed", lambda _logger, _method, event: event)


def tells_why_an_invitation_is_dead(patch: pytest.MonkeyPatch) -> None:
    """Say another thing of an invitation that once was one."""
    plain = Invitations.by_token

    async def by_token(repository: Invitations, token: str) -> Any:  # noqa: ANN401 - as the method it stands for
        found = await plain(repository, token)
        if found is None:
            raise Refusal(Problem.OLD_BUTTON)
        return found

    patch.setattr(Invitations, "by_token", by_token)


def remembers_strangers(patch: pytest.MonkeyPatch) -> None:
    """Keep what strangers write."""
    respond = reception.Reception.respond
    kept: list[str] = []

    async def keep(self: reception.Reception, turn: Turn, said: Any) -> None:  # noqa: ANN401 - passed on
        kept.append(f"{turn.update_id}" * 20_000)
        await respond(self, turn, said)

    patch.setattr(reception.Reception, "respond", keep)


def takes_forms_from_anywhere(patch: pytest.MonkeyPatch) -> None:
    """Take a form from whatever site sent it."""
    patch.setattr(Browsers, "sent_from_here", always(True))


def knows_no_browser(patch: pytest.MonkeyPatch) -> None:
    """Take every browser for the one that began."""
    patch.setattr(Browsers, "of", always(Secret("A" * 43)))


def lets_itself_be_framed(patch: pytest.MonkeyPatch) -> None:
    """Send no header that keeps other sites from framing a page."""
    patch.delitem(headers.HEADERS, "X-Frame-Options")


OTHERS: Final = PEOPLE_SEEDS | TELLING_SEEDS
SEEDS: Final[dict[str, Seed]] = {
    seed.__name__: seed
    for seed in (
        sees_no_disguise,
        asks_nobody_who_is_a_member,
        lists_whoever_asked,
        takes_any_secret,
        forgets_updates,
        refuses_no_text,
        says_codes,
        keeps_codes,
        hands_codes_over_twice,
        takes_any_attempt,
        knows_no_telegram_code,
        cancels_nothing,
        ends_nothing_by_time,
        seals_nothing,
        seals_for_no_place,
        rotates_out_of_place,
        escapes_nothing,
        cleans_nothing,
        chains_no_times,
        takes_any_end,
        obeys_any_presser,
        lets_any_manager_cancel,
        withdraws_nothing,
        removes_nobody,
        follows_whoever_answers,
        goes_by_the_environments_proxy,
        shows_any_link,
        hides_hosts,
        takes_any_address,
        shows_any_hint,
        counts_no_gates,
        takes_code_after_code,
        nothing,
        calls_before_it_commits,
        confirms_before_the_effect,
        confirms_what_failed,
        times_nothing_out,
        sends_thrice,
        says_tokens,
        logs_requests,
        tells_why_an_invitation_is_dead,
        remembers_strangers,
        takes_forms_from_anywhere,
        knows_no_browser,
        lets_itself_be_framed,
    )
} | OTHERS
