"""What each form of the page does: one act of the relay, and what she is shown then. It knows no HTTP."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, assert_never

from bot.leftovers import in_doubt, offer_to_sign_out
from bot.relay.reactions import Reaction
from bot.web.connect.forms import CODE, read_challenge, read_sign_in
from bot.web.connect.pieces import Act, Farewell, Said

if TYPE_CHECKING:
    from bot.relay.connecting import Connections, Visit
    from bot.relay.work import Work
    from bot.web.connect.forms import Posted
    from providers.manifest import Manifest
    from providers.secret import Secret

UNPROVEN: Final = frozenset({Act.BEGIN, Act.NOT_ME})
"""What a browser may ask for that the link is not bound to: to bind it, and to stop everything."""

_SAID: Final = {
    Reaction.OTHER_FIRST: Said.OTHER_FIRST,
    Reaction.NOT_A_CODE: Said.NOT_A_CODE,
    Reaction.CODE_AMBIGUOUS: Said.CODE_AMBIGUOUS,
    Reaction.TELEGRAM_CODE: Said.TELEGRAM_CODE,
    Reaction.ALREADY_IN: Said.ALREADY_IN,
}
_FAREWELLS: Final = {Reaction.BLOCKED: Farewell.STOPPED, Reaction.TOLD_MANAGERS: Farewell.DECLINED}


@dataclass(frozen=True, slots=True)
class Sent:
    """A form of the page: what it asks for, by which link and browser, with which fields."""

    act: Act
    token: Secret
    browser: Secret
    posted: Posted
    visit: Visit
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Came:
    """What came of it: what she is told, where she goes, and whether the browser is to be remembered."""

    reaction: Reaction | None = None
    said: Said | None = None
    farewell: Farewell | None = None
    token: Secret | None = None
    is_bound: bool = False

    @staticmethod
    def of(reaction: Reaction) -> Came:
        """Tell it by the relay's answer alone; most of them the page itself shows."""
        return Came(reaction, _SAID.get(reaction), _FAREWELLS.get(reaction))


async def perform(connections: Connections, work: Work, sent: Sent) -> Came:
    """Do what the form asks for."""
    match sent.act:
        case Act.SIGN_IN:
            return await _sign_in(connections, work, sent)
        case Act.CODE:
            return await _code(connections, work, sent)
        case Act.AGAIN | Act.FORCE:
            return await _again(connections, work, sent)
        case Act.BEGIN:
            return _begun(await connections.begin(work, sent.token, sent.browser))
        case Act.CONFIRM:
            return await _confirmed(connections, work, sent)
        case Act.DECLINE | Act.NOT_ME:
            return Came.of(await _said_by_her(connections, work, sent))
        case _:
            assert_never(sent.act)


def _begun(reaction: Reaction) -> Came:
    """Remember the browser wherever the link is bound to it now, also if the login cannot begin yet."""
    return replace(Came.of(reaction), is_bound=reaction is not Reaction.OVER)


async def _said_by_her(connections: Connections, work: Work, sent: Sent) -> Reaction:
    if sent.act is Act.DECLINE:
        return await connections.decline(work, sent.token, sent.browser)
    return await _not_me(connections, work, sent)


async def _not_me(connections: Connections, work: Work, sent: Sent) -> Reaction:
    """Stop everything; what may be signed in all the same she is offered in her chat, not to this browser."""
    doubtful = await in_doubt(work.unit, sent.visit.attempt)
    reaction = await connections.not_me(work, sent.token, sent.browser)
    if reaction is Reaction.BLOCKED:
        await offer_to_sign_out(work, connections.relay.providers, sent.visit.view.creator, doubtful)
    return reaction


async def _sign_in(connections: Connections, work: Work, sent: Sent) -> Came:
    given = read_sign_in(sent.manifest, sent.visit.attempt, sent.posted)
    if isinstance(given, Said):
        return Came(said=given)
    return Came.of(await connections.sign_in(work, sent.token, sent.browser, given))


async def _code(connections: Connections, work: Work, sent: Sent) -> Came:
    challenge, typed = read_challenge(sent.posted), sent.posted.get(CODE)
    if challenge is None or typed is None:
        return Came(said=Said.NOT_A_CODE)
    return Came.of(await connections.code(work, sent.token, sent.browser, challenge, typed))


async def _confirmed(connections: Connections, work: Work, sent: Sent) -> Came:
    challenge = read_challenge(sent.posted)
    if challenge is None:
        return Came.of(Reaction.BUSY)
    return Came.of(await connections.confirm(work, sent.token, sent.browser, challenge))


async def _again(connections: Connections, work: Work, sent: Sent) -> Came:
    force = sent.act is Act.FORCE
    opened = await connections.again(work, sent.token, sent.browser, force=force)
    return replace(Came.of(opened.reaction), token=opened.token)
