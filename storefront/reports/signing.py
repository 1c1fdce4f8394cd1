"""Signing reports as PAdES, and finding out whether one was changed afterwards.

The certificate is the province's (REPORT_CERTIFICATE, a PKCS#12 file, with REPORT_PASSPHRASE). In
practice mode, without one, the market has its own small authority, made once for each installation.
The moment is stamped by the authority at REPORT_TIMESTAMP_URL, if one is named.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storefront.reports import verifying
from storefront.reports.verifying import Trust, Verdict
from storefront.settings import PRACTICE_REVOKED, Settings

if TYPE_CHECKING:
    from cryptography import x509

    from storefront.reports.stamping import NoStamp

FIELD = "Signature"
ROOM = 32 * 1024
"""Bytes kept free for signature, certificates and timestamp."""


class WrongCertificate(Exception):
    """Names the variable; never says what stood in it."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed paper, what is to be said of it, and why it has no timestamp."""

    body: bytes
    verdict: Verdict
    no_stamp: NoStamp | None = None


class Seal:
    """A certificate with its key."""

    def __init__(
        self,
        read: Callable[[], bytes],
        passphrase: str,
        *,
        practice: bool,
        stamps_at: str = "",
        stamp_roots: Callable[[], list[bytes]] = list,
    ) -> None:
        self._read = read
        self._passphrase = passphrase.encode() or None
        self.is_practice = practice
        self.stamps_at = stamps_at
        self._stamp_roots = stamp_roots

    @classmethod
    def of(cls, settings: Settings) -> Seal | None:
        """None when nothing is configured outside practice. Raises WrongCertificate."""
        stamps: dict[str, Any] = {
            "stamps_at": settings.report_timestamp_url,
            "stamp_roots": _stamp_roots(settings),
        }
        if settings.report_certificate:
            return cls._from_file(settings.report_certificate, settings.report_passphrase, stamps)
        if settings.report_passphrase:
            raise WrongCertificate("REPORT_CERTIFICATE: is missing, but REPORT_PASSPHRASE is set")
        if not settings.practice:
            return None
        folder = settings.instance_dir / "practice-authority"
        lists = settings.public_url + PRACTICE_REVOKED
        return cls(lambda: _practice_certificate(folder, lists), "", practice=True, **stamps)

    @classmethod
    def _from_file(cls, path: str, passphrase: str, stamps: dict[str, Any]) -> Seal:
        try:
            body = Path(path).read_bytes()
        except OSError:
            raise WrongCertificate("REPORT_CERTIFICATE: the file cannot be read") from None
        try:
            key, certificate, _others = _opened(body, passphrase.encode() or None)
        except ValueError:
            words = "REPORT_CERTIFICATE, REPORT_PASSPHRASE: no PKCS#12 file, or another passphrase"
            raise WrongCertificate(words) from None
        if key is None or certificate is None:
            raise WrongCertificate("REPORT_CERTIFICATE: holds no key with its certificate")
        return cls(lambda: body, passphrase, practice=False, **stamps)

    @property
    def holder(self) -> str:
        """Whose signature it is."""
        from cryptography.x509.oid import NameOID

        names = self._chain[0].subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(names[0].value) if names else ""

    def seal(self, pdf: bytes, *, reason: str, location: str) -> Signed:
        """Signed, with a timestamp if an authority is named and answers; else it says why not."""
        from storefront.reports.stamping import Authority, NoStamp, NotStamped

        said = {"reason": reason, "location": location}
        if not self.stamps_at:
            return self._looked_at(self.sign(pdf, **said))
        try:
            stamped = self._looked_at(self.sign(pdf, **said, stamper=Authority(self.stamps_at)))
            if stamped.verdict.stamped_at:
                return stamped
            why = NoStamp.NONSENSE
        except NotStamped as refusal:
            why = refusal.why
        return replace(self._looked_at(self.sign(pdf, **said)), no_stamp=why)

    def sign(self, pdf: bytes, *, reason: str, location: str, stamper: Any = None) -> bytes:
        """With the signature added behind it. No two times alike: keep what comes back."""
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import fields, signers

        signer = signers.SimpleSigner.load_pkcs12_data(self._body, [], self._passphrase)
        how = signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            reason=reason,
            location=location,
            name=self.holder,
        )
        page = IncrementalPdfFileWriter(BytesIO(pdf))
        out = verifying.alone(
            lambda: signers.sign_pdf(page, how, signer, timestamper=stamper, bytes_reserved=ROOM)
        )
        return bytes(out.getbuffer())

    def verify(self, pdf: bytes) -> Verdict | None:
        """None when there is no signature in it at all."""
        return verifying.examine(pdf, self.trust)

    def _looked_at(self, body: bytes) -> Signed:
        verdict = self.verify(body)
        assert verdict  # noqa: S101  just signed
        return Signed(body, verdict)

    @cached_property
    def _body(self) -> bytes:
        return self._read()

    @cached_property
    def _chain(self) -> list[x509.Certificate]:
        """Its own certificate first, then those above it."""
        _key, own, others = _opened(self._body, self._passphrase)
        assert own  # noqa: S101  looked at when the market started
        return [own, *others]

    @cached_property
    def trust(self) -> Trust:
        """What we ourselves put our trust in: the end of our own chain, and whoever stamps."""
        return Trust([self.root], self._stamp_roots())

    @property
    def root(self) -> bytes:
        return _der(self._chain[-1])

    @property
    def certificate(self) -> str:
        """SHA-256 of our own."""
        return hashlib.sha256(_der(self._chain[0])).hexdigest()


def _opened(body: bytes, passphrase: bytes | None) -> Any:
    """Key, certificate and those above it. Raises ValueError."""
    from cryptography.hazmat.primitives.serialization import pkcs12  # takes room, seldom needed

    return pkcs12.load_key_and_certificates(body, passphrase)


def _practice_certificate(folder: Path, lists: str) -> bytes:
    from storefront.reports import practice_authority

    return practice_authority.certificate(folder, lists=lists)


def _stamp_roots(settings: Settings) -> Callable[[], list[bytes]]:
    """Raises WrongCertificate."""
    if settings.report_timestamp_root:
        read = _read(Path(settings.report_timestamp_root))
        return lambda: read
    return _practice_stamps(settings.instance_dir) if settings.practice else list


def _read(path: Path) -> list[bytes]:
    from cryptography import x509

    try:
        return [_der(it) for it in x509.load_pem_x509_certificates(path.read_bytes())]
    except (OSError, ValueError):
        words = "REPORT_TIMESTAMP_ROOT: cannot be read, or holds no certificate in PEM"
        raise WrongCertificate(words) from None


def _practice_stamps(instance: Path) -> Callable[[], list[bytes]]:
    def roots() -> list[bytes]:
        from storefront.reports import practice_stamps

        return [practice_stamps.root(instance / "practice-authority")]

    return roots


def _der(certificate: x509.Certificate) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.DER)
