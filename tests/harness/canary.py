"""Looks for codes where none may be: in files, in what was printed, in what was sent to others.

Codes in tests have eight digits, so that none is found by chance in a time or an id; and a code that has a
digit before or behind it is no code but a part of that number, as an id of Telegram's may have one by chance.
"""

from __future__ import annotations

import base64
import re
from collections import defaultdict
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
PACKED = ".db"
"""In the name of a file of SQLite's, where one column begins right behind another: there any place counts."""
DIGITS = b"0123456789"
FEW = 10
"""Codes that are looked for one by one; of more than that, all are looked for at once in each disguise."""


@dataclass
class Canary:
    """The codes that are looked for, and where. Places give what is fresh since they were asked last."""

    codes: set[str] = field(default_factory=set)
    sources: list[Callable[[], Iterable[str]]] = field(default_factory=list)
    places: list[Places] = field(default_factory=list)
    _old: frozenset[str] = frozenset()

    def found(self) -> list[str]:
        """Name each place with a code in what is fresh there."""
        fresh = [place for places in self.places for place in places() if place[1]]
        return self._found_in(fresh) if fresh else []

    def _found_in(self, places: Iterable[Place]) -> list[str]:
        codes = self.all_codes()
        fresh, self._old = codes - self._old, codes
        return [fault for place in places for fault in look(place, codes if len(place[1]) < SMALL else fresh)]

    def all_codes(self) -> frozenset[str]:
        """Give every code that there was."""
        return frozenset(self.codes).union(*(source() for source in self.sources))


def look(place: Place, codes: Iterable[str]) -> list[str]:
    """Say which of the codes, by their lengths, stand in a place in whatever disguise."""
    name, data = place
    wanted = frozenset(codes)
    found = _each_in(data, wanted) if len(wanted) <= FEW else _all_in(data, wanted)
    seen = {
        code for code, at, form in found if PACKED in name or not _is_within_a_number(data, at, form, code)
    }
    return [f"{name} holds a code of {len(code)} digits" for code in seen]


Found = tuple[str, int, bytes]
"""A code, where it stands, and in which disguise."""


def _each_in(data: bytes, codes: frozenset[str]) -> Iterator[Found]:
    for code in codes:
        for form in disguises(code):
            at = data.find(form)
            while at >= 0:
                yield code, at, form
                at = data.find(form, at + 1)


def _all_in(data: bytes, codes: frozenset[str]) -> Iterator[Found]:
    """Look once for whatever resembles a disguise, and see whether it is one."""
    for resembling, forms in _shapes(codes):
        for match in resembling.finditer(data):
            form = match[1] + match[2]
            if form in forms:
                yield forms[form], match.start(), form


def _is_within_a_number(data: bytes, at: int, form: bytes, code: str) -> bool:
    """Tell whether a code that is written plainly or in reverse is some of the digits of a longer number."""
    if not code.isdecimal() or len(form) != len(code):
        return False
    end = at + len(form)
    return any(byte in DIGITS for byte in data[max(0, at - 1) : at] + data[end : end + 1])


Shape = tuple[re.Pattern[bytes], dict[bytes, str]]
"""What resembles one disguise of any code, and each such disguise of one length with the code behind it."""


@lru_cache(maxsize=4)  # the same codes are looked for in many places in turn
def _shapes(codes: frozenset[str]) -> list[Shape]:
    alike: dict[tuple[int, int], dict[bytes, str]] = defaultdict(dict)
    for code in codes:
        for kind, form in enumerate(disguises(code)):
            alike[kind, len(form)][form] = code
    return [(_resembling(forms), forms) for forms in alike.values()]


def _resembling(forms: Iterable[bytes]) -> re.Pattern[bytes]:
    """Match, at each place anew, what has only bytes that one of the forms has at the same position."""
    first, *rest = (
        b"[%b]" % b"".join(map(_escaped, sorted(set(column)))) for column in zip(*forms, strict=True)
    )
    return re.compile(b"(%b)(?=(%b))" % (first, b"".join(rest)), re.DOTALL)


def _escaped(byte: int) -> bytes:
    return b"\\x%02x" % byte
