"""Sealing under keys kept outside the database, and keyed hashes of what must be found again.

It knows no SQL and no table. A blob is one format byte, the key's id (8 bytes), the nonce (12 bytes) and the
AES-256-GCM ciphertext.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import SealBroken

if TYPE_CHECKING:
    from collections.abc import Sequence

KEY_BYTES: Final = 32
_HEX_DIGITS: Final = 2 * KEY_BYTES
_FORMAT: Final = b"\x01"
_ID_END: Final = 1 + 8
_NONCE_END: Final = _ID_END + 12


class Domain(StrEnum):
    """What a keyed hash is of; equal values in two domains have unlike hashes."""

    TELEGRAM = "telegram"
    CHAT = "chat"
    ACCOUNT = "account"
    NAME = "name"
    TOKEN = "token"  # noqa: S105 - a name of a domain  # nosec B105
    BROWSER = "browser"
    AUDIT_SUBJECT = "audit subject"
    AUDIT_ENTRY = "audit entry"
    AUDIT_HEAD = "audit head"


def generate_key() -> str:
    """Return a fresh key in the form that `ENCRYPTION_KEYS` takes."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode().rstrip("=")


def _decoded(position: int, text: str) -> bytes:
    """Read one key in either form; their lengths tell them apart."""
    try:
        key = bytes.fromhex(text) if len(text) == _HEX_DIGITS else _from_base64url(text)
    except ValueError:
        key = b""
    if len(key) == KEY_BYTES:
        return key
    message = (
        f"key {position} of ENCRYPTION_KEYS is not {KEY_BYTES} bytes in base64url (43 characters) "
        f"or in hexadecimal ({_HEX_DIGITS} digits); `python -m bot keygen` makes one"
    )
    raise ValueError(message)


def _from_base64url(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _joined(parts: Sequence[str]) -> bytes:
    """Return the parts with their lengths before them, so that no two lists give the same bytes."""
    encoded = [part.encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


class Keyring:
    """The keys of `ENCRYPTION_KEYS`: the first seals, all of them open."""

    __slots__ = ("_ciphers", "_current")

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Take keys of 32 bytes each, the current one first."""
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            message = f"a keyring takes at least one key, each of {KEY_BYTES} bytes"
            raise ValueError(message)
        ids = [hashlib.sha256(b"codebell key id" + key).digest()[:8] for key in keys]
        self._current = ids[0]
        self._ciphers = {key_id: AESGCM(key) for key_id, key in zip(ids, keys, strict=True)}

    @classmethod
    def parse(cls, text: str) -> Keyring:
        """Read comma-separated keys, each in base64url or in hexadecimal, as platforms make secrets.

        ValueError says what was expected and holds no key.
        """
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if not parts:
            message = (
                f"ENCRYPTION_KEYS is empty; expected keys of {KEY_BYTES} bytes in base64url "
                "or hexadecimal, separated by commas"
            )
            raise ValueError(message)
        return cls([_decoded(position, part) for position, part in enumerate(parts, 1)])

    def __repr__(self) -> str:
        """Show how many keys there are, and nothing of them."""
        return f"Keyring({len(self._ciphers)} keys)"

    def __reduce__(self) -> str | tuple[object, ...]:
        """Refuse to be pickled."""
        message = "a keyring is not pickled"
        raise TypeError(message)

    def seal(self, table: str, column: str, row_id: str, plain: bytes) -> bytes:
        """Seal for exactly this place; elsewhere the blob does not open."""
        nonce = secrets.token_bytes(12)
        sealed = self._ciphers[self._current].encrypt(nonce, plain, _joined((table, column, row_id)))
        return _FORMAT + self._current + nonce + sealed

    def open(self, table: str, column: str, row_id: str, blob: bytes) -> bytes:
        """Return what was sealed; SealBroken if it was altered, moved or sealed under an unknown key."""
        cipher = self._ciphers.get(blob[1:_ID_END])
        if cipher is None or blob[:1] != _FORMAT:
            raise SealBroken(table, column)
        try:
            return cipher.decrypt(
                blob[_ID_END:_NONCE_END], blob[_NONCE_END:], _joined((table, column, row_id))
            )
        except (InvalidTag, ValueError):
            broken = SealBroken(table, column)
        raise broken

    def is_current(self, blob: bytes) -> bool:
        """Whether the first key sealed this blob."""
        return blob[1:_ID_END] == self._current


class Vault:
    """A keyring together with the database's own hash key."""

    __slots__ = ("_hash_key", "keyring")

    def __init__(self, keyring: Keyring, hash_key: bytes) -> None:
        """Take the opened hash key of the database."""
        self.keyring = keyring
        self._hash_key = hash_key

    def __repr__(self) -> str:
        """Show nothing of the keys."""
        return f"Vault({self.keyring!r})"

    def __reduce__(self) -> str | tuple[object, ...]:
        """Refuse to be pickled."""
        message = "a vault is not pickled"
        raise TypeError(message)

    def digest(self, domain: Domain, *parts: str) -> str:
        """Return the keyed hash (HMAC-SHA256, 64 hex digits) of these parts in this domain."""
        return hmac.new(self._hash_key, _joined((domain.value, *parts)), hashlib.sha256).hexdigest()
