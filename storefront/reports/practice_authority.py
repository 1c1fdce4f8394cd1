"""A small authority for practice: its key is made once for each installation and stays."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    NoEncryption,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from storefront import clock

LASTS = timedelta(days=3650)
AUTHORITY = "Chợ Bản (thực hành)"
HOLDER = "UBND tỉnh (thực hành)"
STAMPS = "Chợ Bản, dấu thời gian (thực hành)"
CLOCK = "Đồng hồ thực hành"


def certificate(folder: Path) -> bytes:
    """The practice province's certificate and key, as PKCS#12."""
    return kept(folder / "province.p12", made)


def kept(path: Path, make: Callable[..., bytes]) -> bytes:
    """What is in the file; made by `make` and kept when it is not there yet."""
    if not path.exists():
        _keep(path, make(at=clock.now()))
    return path.read_bytes()


def made(*, at: datetime, holder: str = HOLDER, passphrase: str = "") -> bytes:
    """A new authority, and one certificate signed by it. The authority's key is thrown away."""
    above, key = _key(), _key()
    root = _signed(_named(AUTHORITY), above, above, _named(AUTHORITY), at=at, is_authority=True)
    own = _signed(_named(holder), key, above, _named(AUTHORITY), at=at, is_authority=False)
    locked = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    return pkcs12.serialize_key_and_certificates(b"province", key, own, [root], locked)


def made_for_stamps(*, at: datetime) -> bytes:
    """An authority of its own, and a certificate that may only stamp moments."""
    above, key = _key(), _key()
    root = _signed(_named(STAMPS), above, above, _named(STAMPS), at=at, is_authority=True)
    only = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    own = _signed(_named(CLOCK), key, above, _named(STAMPS), at=at, is_authority=False, only=only)
    return pkcs12.serialize_key_and_certificates(b"stamps", key, own, [root], NoEncryption())


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _named(words: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.COMMON_NAME, words),
        ]
    )


def _signed(
    subject: x509.Name,
    key: rsa.RSAPrivateKey,
    by: rsa.RSAPrivateKey,
    issuer: x509.Name,
    *,
    at: datetime,
    is_authority: bool,
    only: x509.ExtendedKeyUsage | None = None,
) -> x509.Certificate:
    began = at.astimezone(UTC).replace(microsecond=0) - timedelta(days=1)
    above = x509.SubjectKeyIdentifier.from_public_key(by.public_key())
    draft = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + LASTS)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(_usage(is_authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(above), critical=False
        )
    )
    if only is not None:
        draft = draft.add_extension(only, critical=True)
    return draft.sign(by, hashes.SHA256())


def _usage(is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _keep(target: Path, body: bytes) -> None:
    """Of two who make one at the same moment, the first is kept. Read by its owner alone."""
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft.touch(mode=0o600)
    draft.write_bytes(body)
    with suppress(FileExistsError):
        os.link(draft, target)
    draft.unlink()
