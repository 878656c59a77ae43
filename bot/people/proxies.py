"""What may be a team's own proxy: it is passed to providers and never dialled here. Pure.

A host name is refused: what it resolves to is anybody's guess at the moment that somebody else dials it.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Final

from bot.people.problems import Problem, Refusal
from providers.logins import CustomProxy
from providers.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST_PORT = 65_535
LONGEST_WORD = 128
_PORT = re.compile(r"[0-9]{1,5}", re.ASCII)
_PRINTABLE = re.compile(r"[!-~]+", re.ASCII)
_ADDRESS = re.compile(r"[0-9A-Fa-f:.]+", re.ASCII)

UNICAST: Final = ip_network("2000::/3")
"""All of IPv6 that is routed; what embeds an IPv4 address elsewhere (mapped, NAT64) lies outside."""
REFUSED: Final = tuple(
    ip_network(network)
    for network in (
        "168.63.129.16/32",  # a cloud's own services, which answer its machines alone
        "192.0.0.0/24",  # IETF protocol assignments
        "192.88.99.0/24",  # relays of 6to4
        "2001::/23",  # IETF protocol assignments, among them Teredo
        "2002::/16",  # 6to4, which embeds any IPv4 address
        "3fff::/20",  # documentation, which older Pythons take for global
    )
)
"""Addresses that are nobody's host or stand for another one, although the library lets them pass."""


def checked_proxy(words: Sequence[str]) -> CustomProxy:
    """Read host, port and, where it needs them, user name and password; Refusal says what cannot be."""
    if len(words) not in {2, 4}:
        raise Refusal(Problem.PROXY_USAGE)
    host, port, *login = words
    address, number = _address(host), _port(port)
    if not all(_PRINTABLE.fullmatch(word) and len(word) <= LONGEST_WORD for word in login):
        raise Refusal(Problem.PROXY_LOGIN)
    username, password = map(Secret, login) if login else (None, None)
    return CustomProxy(str(address), number, username, password)


def masked(host: str) -> str:
    """Give an address as it is shown: its first and last parts."""
    separator = ":" if ":" in host else "."
    parts = host.split(separator)
    return separator.join((parts[0], "…", parts[-1]))


def _address(text: str) -> IPv4Address | IPv6Address:
    if _ADDRESS.fullmatch(text) is None:
        raise Refusal(Problem.PROXY_ADDRESS)
    try:
        address = ip_address(text)
    except ValueError:
        raise Refusal(Problem.PROXY_ADDRESS) from None
    if not _is_somebodys(address):
        raise Refusal(Problem.PROXY_ADDRESS)
    return address


def _is_somebodys(address: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address is one of a single host in the public internet."""
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    if isinstance(address, IPv6Address) and address not in UNICAST:
        return False
    return not any(address in network for network in REFUSED if network.version == address.version)


def _port(text: str) -> int:
    if _PORT.fullmatch(text) is None or not 0 < int(text) <= LARGEST_PORT:
        raise Refusal(Problem.PROXY_PORT)
    return int(text)
