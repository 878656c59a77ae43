"""An authentication attempt of OnlyFansAPI as a step.

Pure: it must not know how the polls are got.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from providers.attempts import link_needed, signed_in
from providers.onlyfansapi.memory import mark
from providers.onlyfansapi.poll import Poll
from providers.resumes import dump
from providers.steps import CodeNeeded, Failed, LinkKind, LinkNeeded, Reason, Step, Working

if TYPE_CHECKING:
    from collections.abc import Mapping

    from providers.links import LinkHosts
    from providers.onlyfansapi.memory import Memory

RESEND_SECONDS: Final = 60.0
"""No wait is documented between two e-mails; a minute is what other senders ask for."""

_DEEP_LINK: Final = re.compile(r"fansapiauth://auth/[A-Za-z0-9_-]{1,128}", re.ASCII)


def read_step(memory: Memory, body: Mapping[str, Any], links: LinkHosts) -> Step:
    """Give the step that a poll stands for; Unreadable for an account id that cannot be one."""
    poll = Poll.of(body)
    if poll.wants_selfie:
        return _selfie(memory.facing("selfie", poll), poll, links)
    if poll.wants_code:
        return code_needed(memory.facing("code", poll))
    if poll.state == "authenticated" and not poll.has_failed:
        return signed_in(dump(memory), poll.account, memory.account, poll.username)
    if poll.has_failed or poll.state == "failed":
        return Failed(poll.reason)
    if poll.app_link or memory.app_link:
        return _app(memory.looking_away(poll), poll.app_link)
    return Working(dump(memory.looking_away(poll)))


def code_needed(memory: Memory) -> CodeNeeded:
    """Ask for the code; one still counts where an e-mail was sent by which she may confirm instead."""
    return CodeNeeded(
        dump(memory),
        challenge=f"code/{memory.asked}",
        channel=memory.channel,
        hint=memory.hint,
        rejected=memory.rejected,
        resend_after=RESEND_SECONDS,
        mailed_link=memory.mailed,
    )


def _selfie(memory: Memory, poll: Poll, links: LinkHosts) -> Step:
    return link_needed(dump(memory), f"selfie/{memory.asked}", LinkKind.SELFIE, poll.selfie_link, links)


def _app(memory: Memory, told: str) -> Step:
    """Wait for the app. A poll may leave the link out, so it is remembered; another one is shown anew."""
    link = told or memory.app_link or ""
    if not _DEEP_LINK.fullmatch(link):
        return Failed(Reason.LINK_HOST_UNKNOWN)
    kept = replace(memory, app_link=link)
    return LinkNeeded(dump(kept), f"app/{mark(link)}", LinkKind.APP, app_link=link)
