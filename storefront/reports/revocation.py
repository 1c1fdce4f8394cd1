"""Whether an authority has taken a certificate back: its list (CRL) or its answer (OCSP), asked
where the certificate says.

Only certificates that are ours are asked about: strangers must not choose whom our server calls.
Every answer must be signed by the authority itself and still hold today.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from storefront import wire

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.x509 import ocsp

PATIENCE = 5.0
"""Seconds for all that is asked about one paper: somebody waits before a page."""
REMEMBERED = 300.0
"""Seconds an answer is used again, so that nobody has us call an authority without end."""
MOST = 20


class Standing(StrEnum):
    GOOD = "good"
    REVOKED = "revoked"
    NOWHERE = "nowhere"
    """The certificate names no place to ask."""
    UNREACHABLE = "unreachable"
    """It could not be asked."""
    NONSENSE = "nonsense"
    """No answer of this authority, or one that no longer holds."""


KNOWN = (Standing.GOOD, Standing.REVOKED)


@dataclass(frozen=True, slots=True)
class Revocation:
    standing: Standing
    since: datetime | None = None
    """From when on it was taken back."""


def standing(path: Iterable[str], *, at: datetime) -> Revocation:
    """Of the first of two certificates, in DER and base64; the second has issued it."""
    from cryptography import x509

    own, issuer = (x509.load_der_x509_certificate(base64.b64decode(it)) for it in path)
    ways = [(_answered, url) for url in _answers_of(own)]
    ways += [(_listed, url) for url in _lists_of(own)]
    found, until = Revocation(Standing.NOWHERE), time.monotonic() + PATIENCE
    for ask, url in ways:
        left = until - time.monotonic()
        if left <= 0 or found.standing in KNOWN:
            break
        with wire.within(left):
            found = ask(url, own, issuer, at)
    return found


# --- lists -------------------------------------------------------------------------------------


def _listed(url: str, own: x509.Certificate, issuer: x509.Certificate, at: datetime) -> Revocation:
    from cryptography import x509

    body = _asked(url, None)
    if body is None:
        return Revocation(Standing.UNREACHABLE)
    try:
        told = x509.load_der_x509_crl(body)
        key = issuer.public_key()
        is_theirs = told.issuer == issuer.subject and told.is_signature_valid(key)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        return Revocation(Standing.NONSENSE)
    if not is_theirs or not _holds(told.last_update_utc, told.next_update_utc, at):
        return Revocation(Standing.NONSENSE)
    entry = told.get_revoked_certificate_by_serial_number(own.serial_number)
    if entry is None:
        return Revocation(Standing.GOOD)
    return Revocation(Standing.REVOKED, entry.revocation_date_utc)


def _lists_of(own: x509.Certificate) -> list[str]:
    from cryptography import x509

    try:
        points = own.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return []
    return _urls(name for point in points for name in point.full_name or ())


# --- answers -----------------------------------------------------------------------------------


def _answered(
    url: str, own: x509.Certificate, issuer: x509.Certificate, at: datetime
) -> Revocation:
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import ocsp

    # SHA-1 only names the authority here, and is what every authority understands.
    asked = ocsp.OCSPRequestBuilder().add_certificate(own, issuer, SHA1()).build()  # noqa: S303
    body = _asked(url, asked.public_bytes(Encoding.DER))
    if body is None:
        return Revocation(Standing.UNREACHABLE)
    try:
        told = ocsp.load_der_ocsp_response(body)
        is_right = (
            told.response_status is ocsp.OCSPResponseStatus.SUCCESSFUL
            and told.serial_number == own.serial_number
            and told.issuer_key_hash == asked.issuer_key_hash
            and _is_signed(told, issuer)
            and _holds(told.this_update_utc, told.next_update_utc, at)
        )
    except (ValueError, TypeError):
        is_right = False
    if not is_right or told.certificate_status is ocsp.OCSPCertStatus.UNKNOWN:
        return Revocation(Standing.NONSENSE)
    is_good = told.certificate_status is ocsp.OCSPCertStatus.GOOD
    since = told.revocation_time_utc
    return Revocation(Standing.GOOD) if is_good else Revocation(Standing.REVOKED, since)


def _is_signed(told: ocsp.OCSPResponse, issuer: x509.Certificate) -> bool:
    """By the authority, or by somebody it certified for answering such questions."""
    from cryptography.exceptions import InvalidSignature

    for signer in (issuer, *_entrusted(told, issuer)):
        try:
            _verify(told, signer)
        except (InvalidSignature, ValueError, TypeError):
            continue
        return True
    return False


def _entrusted(told: ocsp.OCSPResponse, issuer: x509.Certificate) -> list[x509.Certificate]:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.x509.oid import ExtendedKeyUsageOID

    found = []
    for one in told.certificates:
        try:
            one.verify_directly_issued_by(issuer)
            uses = one.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        except (InvalidSignature, ValueError, TypeError, x509.ExtensionNotFound):
            continue
        if ExtendedKeyUsageOID.OCSP_SIGNING in uses:
            found.append(one)
    return found


def _verify(told: ocsp.OCSPResponse, signer: x509.Certificate) -> None:
    """Raises InvalidSignature, ValueError or TypeError."""
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    key, method = signer.public_key(), told.signature_hash_algorithm
    if method is None:
        raise ValueError("a signature of an unknown kind")
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(told.signature, told.tbs_response_bytes, padding.PKCS1v15(), method)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(told.signature, told.tbs_response_bytes, ec.ECDSA(method))
    else:
        raise ValueError("a key of an unknown kind")


def _answers_of(own: x509.Certificate) -> list[str]:
    from cryptography import x509
    from cryptography.x509.oid import AuthorityInformationAccessOID

    try:
        told = own.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return []
    ocsp = AuthorityInformationAccessOID.OCSP
    return _urls(it.access_location for it in told if it.access_method == ocsp)


# --- asking ------------------------------------------------------------------------------------

_remembered: dict[tuple[str, bytes | None], tuple[float, bytes]] = {}


def _asked(url: str, question: bytes | None) -> bytes | None:
    """What is there, or what was there a moment ago; nothing when it could not be asked."""
    known = _remembered.get((url, question))
    if known and time.monotonic() - known[0] < REMEMBERED:
        return known[1]
    headers = {"Content-Type": "application/ocsp-request"} if question else {}
    try:
        answer = (
            wire.post(url, question, headers=headers, signed=True)
            if question
            else wire.get(url, headers={}, signed=True)
        )
    except wire.Unreachable:
        return None
    if answer.status != 200:
        return None
    if len(_remembered) >= MOST:
        forget()
    _remembered[url, question] = time.monotonic(), answer.body
    return answer.body


def forget() -> None:
    """What is remembered is asked for anew."""
    _remembered.clear()


def _urls(names: Iterable[x509.GeneralName]) -> list[str]:
    """At most two: each is waited for."""
    values = [str(it.value) for it in names]
    return [it for it in values if it.startswith(("http://", "https://"))][:2]


def _holds(first: datetime, last: datetime | None, at: datetime) -> bool:
    return first <= at and (last is None or at <= last)
