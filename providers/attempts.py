"""What the attempts of vendors that can only be polled have in common: her link, and how they succeed.

Pure. It must not know any vendor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from providers.errors import Unreadable
from providers.links import RefusedLink
from providers.origins import is_id
from providers.steps import Done, Failed, LinkKind, LinkNeeded, Reason, Working

if TYPE_CHECKING:
    from providers.links import LinkHosts


def link_needed(
    resume: str, question: str, kind: LinkKind, named: str, links: LinkHosts
) -> LinkNeeded | Failed:
    """Ask her to follow the link that is `named`, empty for none; one that may not be shown is the end.

    A link that appears later is a new thing to show; one that is only spelt anew is not.
    """
    url = links.judge(named) if named else None
    if isinstance(url, RefusedLink):
        return Failed(Reason.LINK_HOST_UNKNOWN, host=url.host)
    challenge = f"{question}/{'link' if url else 'no-link'}"
    return LinkNeeded(resume, challenge, kind, url, needs_confirmation=kind is LinkKind.SELFIE)


def signed_in(resume: str, named: object, known: str | None, label: str | None = None) -> Done | Working:
    """Name the account of a success; Unreadable for an id that cannot be one.

    Where the answer names none, a first connection is not complete yet, and a re-authentication, which was
    asked for the account `known`, is complete for that one.
    """
    if is_id(named):
        return Done(named, label)
    if named is not None:
        raise Unreadable
    return Done(known, label) if known else Working(resume)
