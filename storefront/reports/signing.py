"""Signing reports as PAdES, and finding out whether one was changed afterwards.

The certificate is the province's (REPORT_CERTIFICATE, a PKCS#12 file, with REPORT_PASSPHRASE). In
practice mode, without one, the market has its own small authority, made once for each installation.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storefront.settings import Settings

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate

FIELD = "Signature"


class WrongCertificate(Exception):
    """Names the variable; never says what stood in it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    is_whole: bool
    """Not one byte differs from what was signed, and nothing was added."""
    is_trusted: bool
    """By a certificate that leads back to the one we know."""
    signer: str

    @property
    def is_good(self) -> bool:
        return self.is_whole and self.is_trusted


class Seal:
    """A certificate with its key."""

    def __init__(self, read: Callable[[], bytes], passphrase: str, *, practice: bool) -> None:
        self._read = read
        self._passphrase = passphrase.encode() or None
        self.is_practice = practice

    @classmethod
    def of(cls, settings: Settings) -> Seal | None:
        """None when nothing is configured outside practice. Raises WrongCertificate."""
        if settings.report_certificate:
            return cls._from_file(settings.report_certificate, settings.report_passphrase)
        if settings.report_passphrase:
            raise WrongCertificate("REPORT_CERTIFICATE: is missing, but REPORT_PASSPHRASE is set")
        if not settings.practice:
            return None
        folder = settings.instance_dir / "practice-authority"
        return cls(lambda: _practice_certificate(folder), "", practice=True)

    @classmethod
    def _from_file(cls, path: str, passphrase: str) -> Seal:
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
        return cls(lambda: body, passphrase, practice=False)

    @property
    def holder(self) -> str:
        """Whose signature it is."""
        return _common_name(self._own)

    def sign(self, pdf: bytes, *, reason: str, location: str) -> bytes:
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
        out = _aside(lambda: signers.sign_pdf(page, how, signer))
        return bytes(out.getbuffer())

    def verify(self, pdf: bytes) -> Verdict | None:
        """None when there is no signature in it at all."""
        from pyhanko.pdf_utils.misc import PdfError
        from pyhanko.pdf_utils.reader import PdfFileReader
        from pyhanko.sign.diff_analysis import ModificationLevel
        from pyhanko.sign.general import SigningError
        from pyhanko.sign.validation import validate_pdf_signature
        from pyhanko.sign.validation.errors import SignatureValidationError
        from pyhanko_certvalidator import ValidationContext

        try:
            found = PdfFileReader(BytesIO(pdf)).embedded_signatures
            if not found:
                return None
            known = ValidationContext(trust_roots=self._roots, allow_fetching=False)
            status = _aside(lambda: validate_pdf_signature(found[0], known))
        except (PdfError, SigningError, SignatureValidationError, ValueError):
            return Verdict(is_whole=False, is_trusted=False, signer="")
        untouched = status.modification_level in (None, ModificationLevel.NONE)
        return Verdict(
            is_whole=bool(status.intact and status.valid and untouched),
            is_trusted=bool(status.trusted),
            signer=_common_name(status.signing_cert),
        )

    @cached_property
    def _body(self) -> bytes:
        return self._read()

    @cached_property
    def _chain(self) -> list[Certificate]:
        """Its own certificate first, then those above it."""
        from asn1crypto.x509 import Certificate
        from cryptography.hazmat.primitives.serialization import Encoding

        _key, own, others = _opened(self._body, self._passphrase)
        assert own  # noqa: S101  looked at when the market started
        return [Certificate.load(it.public_bytes(Encoding.DER)) for it in [own, *others]]

    @property
    def _own(self) -> Certificate:
        return self._chain[0]

    @property
    def _roots(self) -> list[Certificate]:
        """What we ourselves put our trust in: the end of our own chain."""
        return [self._chain[-1]]


def _opened(body: bytes, passphrase: bytes | None) -> Any:
    """Key, certificate and those above it. Raises ValueError."""
    from cryptography.hazmat.primitives.serialization import pkcs12  # takes room, seldom needed

    return pkcs12.load_key_and_certificates(body, passphrase)


def _practice_certificate(folder: Path) -> bytes:
    from storefront.reports import practice_authority

    return practice_authority.certificate(folder)


def _common_name(certificate: Certificate) -> str:
    return str(certificate.subject.native.get("common_name", ""))


def _aside(do: Callable[[], Any]) -> Any:
    """pyHanko runs a loop of its own, which no thread may do that is in one already."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(do).result()
