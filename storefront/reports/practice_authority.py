"""A small authority for practice: its key is made once for each installation and stays."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from storefront import clock, files

LASTS = timedelta(days=3650)
AUTHORITY = "Chợ Bản (thực hành)"
HOLDER = "UBND tỉnh (thực hành)"
STAMPS = "Chợ Bản, dấu thời gian (thực hành)"
CLOCK = "Đồng hồ thực hành"


def certificate(folder: Path, *, lists: str = "") -> bytes:
    """The practice province's certificate and key, as PKCS#12. `lists`: where the authority says
    which certificates it has taken back."""

    def make(*, at: datetime) -> bytes:
        return certified(_authority(folder), at=at, lists=lists)

    return kept(folder / "province.p12", make)


def take_back(folder: Path, *, at: datetime) -> None:
    """The practice province's certificate is good no longer: its key was lost, say."""
    _own_key, own, _others = _opened(certificate(folder))
    target = folder / "revoked.json"
    told = json.loads(target.read_text()) if target.exists() else {}
    told.setdefault(str(own.serial_number), at.isoformat())
    files.write_whole(target, json.dumps(told).encode())


def revoked(folder: Path, *, at: datetime) -> bytes:
    """The authority's signed list (CRL) of what it has taken back, good for a day."""
    key, own, _others = _opened(_authority(folder))
    target = folder / "revoked.json"
    told = json.loads(target.read_text()) if target.exists() else {}
    draft = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(own.subject)
        .last_update(at - timedelta(minutes=1))
        .next_update(at + timedelta(days=1))
    )
    for number, since in told.items():
        entry = x509.RevokedCertificateBuilder().serial_number(int(number))
        entry = entry.revocation_date(datetime.fromisoformat(since))
        draft = draft.add_revoked_certificate(entry.build())
    return draft.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def _authority(folder: Path) -> bytes:
    """Its own key and certificate, made once."""
    return kept(folder / "authority.p12", made_authority)


def made_authority(*, at: datetime) -> bytes:
    key = _key()
    root = _signed(_named(AUTHORITY), key, key, _named(AUTHORITY), at=at, is_authority=True)
    return pkcs12.serialize_key_and_certificates(b"authority", key, root, [], NoEncryption())


def certified(
    authority: bytes, *, at: datetime, holder: str = HOLDER, passphrase: str = "", lists: str = ""
) -> bytes:
    """A certificate with its key, signed by an authority."""
    above, root, _others = _opened(authority)
    key, issuer = _key(), root.subject
    own = _signed(
        _named(holder), key, above, issuer, at=at, is_authority=False, more=_named_list(lists)
    )
    locked = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    return pkcs12.serialize_key_and_certificates(b"province", key, own, [root], locked)


def _named_list(url: str) -> x509.ExtensionType | None:
    if not url:
        return None
    names = [x509.UniformResourceIdentifier(url)]
    return x509.CRLDistributionPoints([x509.DistributionPoint(names, None, None, None)])


def _opened(body: bytes) -> Any:
    return pkcs12.load_key_and_certificates(body, None)


def kept(path: Path, make: Callable[..., bytes]) -> bytes:
    """What is in the file; made by `make` and kept when it is not there yet."""
    if not path.exists():
        _keep(path, make(at=clock.now()))
    return path.read_bytes()


def made(*, at: datetime, holder: str = HOLDER, passphrase: str = "") -> bytes:
    """A new authority, and one certificate signed by it. The authority's key is thrown away."""
    return certified(made_authority(at=at), at=at, holder=holder, passphrase=passphrase)


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
    more: x509.ExtensionType | None = None,
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
    if more is not None:
        draft = draft.add_extension(more, critical=False)
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
