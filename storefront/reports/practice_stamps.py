"""A timestamp authority for practice: it speaks the real protocol and proves nothing elsewhere."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

LARGEST = 4 * 1024
"""Bytes of a question: a hash, a number used once and little else."""
FILE = "stamps.p12"


class BadQuestion(Exception):
    """No request for a timestamp that can be read."""


def answer(folder: Path, question: bytes, *, at: datetime) -> bytes:
    """The signed answer to a request in DER. Raises BadQuestion."""
    from asn1crypto import tsp

    try:
        asked = tsp.TimeStampReq.load(question, strict=True)
        imprint = asked["message_imprint"]
        method, hashed = imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"]
        length = len(hashed.native)
    except (ValueError, TypeError, KeyError) as error:
        raise BadQuestion from error
    if (method, length) not in (("sha256", 32), ("sha384", 48), ("sha512", 64)):
        raise BadQuestion(method)
    return bytes(_stamper(_kept(folder), at).request_tsa_response(asked).dump())


def root(folder: Path) -> bytes:
    """The end of its chain, in DER: what practice trusts."""
    _key, _own, others = _read(_kept(folder))
    return bytes(others[-1].dump())


def _kept(folder: Path) -> bytes:
    from storefront.reports import practice_authority

    return practice_authority.kept(folder / FILE, practice_authority.made_for_stamps)


@lru_cache(4)
def _read(body: bytes) -> tuple[Any, Any, list[Any]]:
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
        pkcs12,
    )

    key, own, others = pkcs12.load_key_and_certificates(body, None)
    assert key  # noqa: S101  we wrote it
    assert own  # noqa: S101
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    read = [x509.Certificate.load(it.public_bytes(Encoding.DER)) for it in (own, *others)]
    return keys.PrivateKeyInfo.load(private), read[0], read[1:]


def _stamper(body: bytes, at: datetime) -> Any:
    from pyhanko.sign.timestamps import DummyTimeStamper
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key, own, others = _read(body)
    above = SimpleCertificateStore.from_certs(others)  # type: ignore[no-untyped-call]
    return DummyTimeStamper(own, key, certs_to_embed=above, fixed_dt=at)
