"""The region's keys that one service holds, and sealing and opening under them."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, NoReturn, get_args

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.privacy import keyring_file
from shared.privacy.keyring_file import KeyringError
from shared.privacy.sealed import BrokenSeal, KeyDestroyed, NotOurs, Sealed

SealedClass = Literal["contact", "needs", "characteristics", "evidence"]
"""What is sealed: how to reach a person, what support they need, their protected
characteristics, and the original bytes of dead letters and parked facts."""

DataClass = Literal[SealedClass, "pseudonyms", "links"]
"""Every class that has a region key of its own; `pseudonyms` names people and `links` signs links:
neither seals anything."""

CLASSES: Final[tuple[DataClass, ...]] = get_args(DataClass)

_SEALED_CLASSES: Final[tuple[SealedClass, ...]] = get_args(SealedClass)
_VERSION = b"\x01"
_KEY_ID_BYTES = 4
_NONCE_BYTES = 12
_KEY_BYTES = 32
_HEADER_BYTES = len(_VERSION) + _KEY_ID_BYTES
# Lengths tell: `arab` and `white british` must give boxes of one size.
_BLOCK = 64


class _ClassKeys:
    """The keys of one class: the first seals, all open, so that a key can be rotated.

    A key is good for 2**32 seals, because its nonces are random (NIST SP 800-38D, 8.3).
    """

    __slots__ = ("ciphers", "header", "label", "newest")

    def __init__(self, data_class: str, keys: Sequence[bytes]) -> None:
        self.ciphers = {_VERSION + _key_id(key): AESGCM(key) for key in keys}
        self.header = next(iter(self.ciphers))
        self.newest = self.ciphers[self.header]
        self.label = b"inroads sealed " + data_class.encode() + b"\0"


class Keyring:
    """The class keys of one region that a service may use; it cannot be printed or pickled."""

    __slots__ = ("_classes", "_keys", "region")

    def __init__(self, region: str, keys: Mapping[DataClass, Sequence[bytes]]) -> None:
        """Hold 256-bit keys by class, the sealing key first; KeyringError when they do not fit."""
        _check(keys)
        self.region = region
        self._keys = {data_class: tuple(held) for data_class, held in keys.items()}
        self._classes = {name: _ClassKeys(name, held) for name, held in self._keys.items()}

    @classmethod
    def generate(cls, region: str = "demo") -> Keyring:
        """Fresh random keys of every class, for demonstrations and tests."""
        return cls(region, {data_class: [os.urandom(_KEY_BYTES)] for data_class in CLASSES})

    @classmethod
    def from_json(cls, text: str) -> Keyring:
        """The keyring in a JSON text as `save` writes it; KeyringError if it is none."""
        return cls(*keyring_file.parse(text))

    @classmethod
    def from_file(cls, path: Path, *, embedded: bool = False) -> Keyring:
        """The keyring in a file that only its owner and group can read (embedded: anybody)."""
        return cls.from_json(keyring_file.read_private(path, embedded=embedded))

    @classmethod
    def from_environment(
        cls, environment: Mapping[str, str] = os.environ, *, embedded: bool = False
    ) -> Keyring:
        """The keyring that INROADS_KEYRING_FILE names, or that INROADS_KEYRING holds as JSON."""
        if path := environment.get("INROADS_KEYRING_FILE"):
            return cls.from_file(Path(path), embedded=embedded)
        if text := environment.get("INROADS_KEYRING"):
            return cls.from_json(text)
        raise KeyringError(
            "no keys: set INROADS_KEYRING_FILE to the path of this service's keyring"
            " (a secret mounted as a file), or INROADS_KEYRING to its JSON"
        )

    def save(self, path: Path) -> None:
        """Write the keys to a new private file; FileExistsError rather than lose old keys."""
        keyring_file.write_private(path, self.region, self._keys)

    def only(self, *classes: DataClass) -> Keyring:
        """A keyring with just these classes; NotOurs when one is not held here."""
        return Keyring(self.region, {name: self._keys[self._held(name)] for name in classes})

    def seal(self, data_class: SealedClass, plaintext: bytes, *, bound_to: bytes) -> Sealed:
        """Seal a value for one person under a fresh key of its own.

        It opens only with the same class and `bound_to` (the person's id, or the fact's);
        NotOurs when the class is not held.
        """
        keys = self._classes[self._held(data_class)]
        context = _context(keys, bound_to)
        # One draw for all three: each is a system call.
        drawn = os.urandom(_KEY_BYTES + 2 * _NONCE_BYTES)
        key = drawn[:_KEY_BYTES]
        key_nonce, box_nonce = drawn[_KEY_BYTES:-_NONCE_BYTES], drawn[-_NONCE_BYTES:]
        return Sealed(
            keys.header + key_nonce + keys.newest.encrypt(key_nonce, key, context),
            box_nonce + AESGCM(key).encrypt(box_nonce, _padded(plaintext), context),
        )

    def open(self, data_class: SealedClass, sealed: Sealed, *, bound_to: bytes) -> bytes:
        """What was sealed for this class and person; NotOurs, KeyDestroyed or BrokenSeal if not."""
        keys = self._classes[self._held(data_class)]
        if not sealed.key:
            raise KeyDestroyed(f"the key of this '{data_class}' value was destroyed by an erasure")
        cipher = keys.ciphers.get(sealed.key[:_HEADER_BYTES])
        if cipher is None:
            raise NotOurs(
                f"this '{data_class}' value was sealed under a key that is not on this keyring;"
                " add the retired key to it, or ask which region sealed the value"
            )
        context = _context(keys, bound_to)
        try:
            key = _decrypt(cipher, sealed.key[_HEADER_BYTES:], context)
            return _unpadded(_decrypt(AESGCM(key), sealed.box, context))
        except (InvalidTag, ValueError):
            raise BrokenSeal(
                f"this '{data_class}' value was altered or belongs to somebody else;"
                " keep it as evidence and ask the sender for it again"
            ) from None

    def seal_text(self, data_class: str, plaintext: bytes, *, bound_to: bytes) -> str:
        """`seal`, in the form of a text that fits into JSON."""
        return self.seal(_sealed_class(data_class), plaintext, bound_to=bound_to).to_text()

    def open_text(self, data_class: str, text: str, *, bound_to: bytes) -> bytes:
        """`open` what `seal_text` returned."""
        sealed = Sealed.from_text(text)
        return self.open(_sealed_class(data_class), sealed, bound_to=bound_to)

    def digest(self, message: bytes) -> bytes:
        """The HMAC-SHA256 of a message under the `pseudonyms` key; NotOurs when it is not held."""
        key = self._keys[self._held("pseudonyms")][0]
        return hmac.digest(key, message, "sha256")

    def signatures(self, message: bytes) -> tuple[bytes, ...]:
        """The HMAC-SHA256 of a message under each `links` key, the signing key's first.

        NotOurs when no such key is held.
        """
        return tuple(hmac.digest(key, message, "sha256") for key in self._keys[self._held("links")])

    def _held(self, data_class: DataClass) -> DataClass:
        if data_class not in self._keys:
            wanted = data_class if data_class in CLASSES else "unknown"
            raise NotOurs(
                f"no key of class '{wanted}' here (held: {', '.join(self._keys) or 'none'});"
                " give this service's keyring that class only if it may read such values"
            )
        return data_class

    def __repr__(self) -> str:
        return f"Keyring({self.region}: {', '.join(self._keys)})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a keyring is not pickled or copied; hand it over or load it again")


def _check(keys: Mapping[DataClass, Sequence[bytes]]) -> None:
    for data_class, held in keys.items():
        if data_class not in CLASSES:
            raise KeyringError(f"a keyring has classes {', '.join(CLASSES)} and no others")
        if not held or any(len(key) != _KEY_BYTES for key in held):
            raise KeyringError(
                f"class '{data_class}' needs keys of {_KEY_BYTES} bytes;"
                " make them with Keyring.generate() or: openssl rand -base64 32"
            )
        if len({_key_id(key) for key in held}) != len(held):
            raise KeyringError(f"class '{data_class}' lists a key twice; remove one")
    if len(keys.get("pseudonyms", ())) > 1:
        raise KeyringError(
            "class 'pseudonyms' takes exactly one key: under another, everybody gets another id"
        )


def _sealed_class(name: str) -> SealedClass:
    for known in _SEALED_CLASSES:
        if name == known:
            return known
    raise NotOurs(f"sealed values have one of the classes {', '.join(_SEALED_CLASSES)}")


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"inroads key id" + key).digest()[:_KEY_ID_BYTES]


def _context(keys: _ClassKeys, bound_to: bytes) -> bytes:
    if not bound_to:
        raise ValueError("a seal is bound to somebody: pass the bytes of the person's id")
    return keys.label + bound_to


def _decrypt(cipher: AESGCM, nonce_and_text: bytes, context: bytes) -> bytes:
    return cipher.decrypt(nonce_and_text[:_NONCE_BYTES], nonce_and_text[_NONCE_BYTES:], context)


def _padded(plaintext: bytes) -> bytes:
    """ISO/IEC 7816-4: a marking bit, then zeros up to a whole block."""
    return plaintext + b"\x80" + bytes(-(len(plaintext) + 1) % _BLOCK)


def _unpadded(padded: bytes) -> bytes:
    return padded[: padded.rindex(b"\x80")]
