"""Looks for codes where none may be: in files, in what was printed, in what was sent to others.

Codes in tests have eight digits, so that none is found by chance in a time or an id.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

Place = tuple[str, bytes]
Places = Callable[[], Iterable[Place]]


@lru_cache(maxsize=10_000)  # each code is looked for in thousands of places
def disguises(code: str) -> tuple[bytes, ...]:
    """Give the forms in which a code could hide: plain, spaced, escaped, encoded."""
    return tuple(_disguises(code))


def _disguises(code: str) -> Iterator[bytes]:
    plain = code.encode()
    yield plain
    for separator in (b" ", b"-"):
        yield separator.join(plain[i : i + 1] for i in range(len(plain)))
        for size in (2, 3, 4):
            yield separator.join(plain[i : i + size] for i in range(0, len(plain), size))
    yield plain.hex().encode()
    yield plain.hex().upper().encode()
    yield code.encode("utf-16-le")
    yield code.encode("utf-16-be")
    yield "".join(f"\\u{ord(digit):04x}" for digit in code).encode()
    yield "".join(f"%{ord(digit):02X}" for digit in code).encode()
    yield "".join(f"&#{ord(digit)};" for digit in code).encode()
    yield from _base64(plain)
    yield code[::-1].encode()


def _base64(plain: bytes) -> Iterator[bytes]:
    """Give what does not depend on the neighbours, at each of the three places where the code may begin."""
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + plain)
        first = -(-offset * 8 // 6)
        yield encoded[first : (offset + len(plain)) * 8 // 6]


SMALL = 100_000
"""Bytes of what is looked through for every code there ever was; larger things for this test's codes."""


@dataclass
class Canary:
    """The codes that are looked for, and where. Places give what is fresh since they were asked last."""

    codes: set[str] = field(default_factory=set)
    sources: list[Callable[[], Iterable[str]]] = field(default_factory=list)
    places: list[Places] = field(default_factory=list)
    _old: set[str] = field(default_factory=set)

    def found(self) -> list[str]:
        """Name each place with a code in what is fresh there."""
        codes = self.all_codes()
        fresh, self._old = codes - self._old, codes
        return [
            fault
            for places in self.places
            for place in places()
            for fault in look(place, codes if len(place[1]) < SMALL else fresh)
        ]

    def all_codes(self) -> set[str]:
        """Give every code that there was."""
        return self.codes.union(*(source() for source in self.sources))


def look(place: Place, codes: Iterable[str]) -> list[str]:
    """Say which of the codes, by their lengths, stand in a place in whatever disguise."""
    name, data = place
    return [
        f"{name} holds a code of {len(code)} digits"
        for code in codes
        if any(form in data for form in disguises(code))
    ]
