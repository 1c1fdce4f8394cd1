"""What households and co-operatives were given by providers: kept sealed, shown masked."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

from storefront.payments.provider import Credentials
from storefront.payments.registry import Kind, WrongConfiguration
from storefront.settings import Settings

SHOWN = 3
"""Letters at a secret's end that may be seen, of one four times as long."""


class Sealed(Exception):
    """No key at hand opens it: CREDENTIALS_KEY was changed without keeping the old one."""


class Safe:
    """Seals with the first key, opens with any: a new key is put before the old ones."""

    def __init__(self, keys: list[bytes]) -> None:
        self._keys = MultiFernet([Fernet(key) for key in keys])

    @classmethod
    def of(cls, settings: Settings) -> Safe:
        """Raises WrongConfiguration."""
        keys = [key.strip().encode() for key in settings.credentials_key.split(",") if key.strip()]
        if not keys and settings.practice:
            keys = [base64.urlsafe_b64encode(sha256(settings.secret_key.encode()).digest())]
        if not keys:
            raise WrongConfiguration("CREDENTIALS_KEY: is missing")
        try:
            return cls(keys)
        except ValueError as error:
            raise WrongConfiguration(
                "CREDENTIALS_KEY: each key is 32 bytes in url-safe base64"
            ) from error

    def seal(self, credentials: Credentials) -> bytes:
        return self._keys.encrypt(json.dumps(plain(credentials)).encode())

    def open(self, sealed: bytes, kind: Kind) -> Credentials:
        """Raises Sealed."""
        try:
            return kind.credentials.model_validate_json(self._keys.decrypt(sealed))
        except InvalidToken as error:
            raise Sealed(kind.name) from error

    def seal_words(self, words: str) -> bytes:
        return self._keys.encrypt(words.encode())

    def open_words(self, sealed: bytes) -> str:
        """Raises Sealed."""
        try:
            return self._keys.decrypt(sealed).decode()
        except InvalidToken as error:
            raise Sealed from error

    def reseal(self, sealed: bytes) -> bytes:
        """The same under the first key. Raises Sealed."""
        try:
            return self._keys.rotate(sealed)
        except InvalidToken as error:
            raise Sealed from error


def plain(credentials: Credentials) -> dict[str, Any]:
    """With the secrets in it: for sealing only."""
    return {name: _bare(value) for name, value in credentials}


def hint(credentials: Credentials) -> dict[str, str]:
    """What may be shown of them."""
    return {
        name: _masked(value) if isinstance(value, SecretStr) else str(value)
        for name, value in credentials
        if _bare(value) not in ("", None)
    }


def _bare(value: Any) -> Any:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def _masked(secret: SecretStr) -> str:
    word = secret.get_secret_value()
    return "••••••" + (word[-SHOWN:] if len(word) >= 4 * SHOWN else "")
