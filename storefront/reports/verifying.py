"""What a PDF's signature says: whole or changed, by whose certificate, stamped by which authority.

Strangers' files are read by a process of its own (`aside`), which may not take longer, or more
memory, than a report ever needs. Nothing here knows the database.
"""

from __future__ import annotations

import base64
import hashlib
import json
import resource
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate

SECONDS = 10
"""Of the processor, for one file."""
PATIENCE = 60
"""Seconds by the clock."""
MEMORY = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Trust:
    """Ends of chains, in DER: of those who sign for us, and apart from them of those who stamp.
    Whoever stamps moments for the whole world also certifies people we know nothing of."""

    signers: list[bytes]
    stampers: list[bytes] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Verdict:
    is_whole: bool
    """Not one byte differs from what was signed, and nothing was added."""
    is_trusted: bool
    """By a certificate that leads back to one we know."""
    signer: str
    issuer: str = ""
    certificate: str = ""
    """SHA-256 of the certificate it was signed with."""
    valid_until: str = ""
    reason: str = ""
    place: str = ""
    stamped_at: str = ""
    """By the authority's clock; empty where there is no timestamp, or a broken one."""
    stamped_by: str = ""
    is_stamp_trusted: bool = False
    path: list[str] = field(default_factory=list)
    """The signer's certificate and the one that issued it, in DER and base64, where it leads back
    to one we know."""

    @property
    def stamped_on(self) -> datetime:
        return datetime.fromisoformat(self.stamped_at)

    @property
    def is_good(self) -> bool:
        return self.is_whole and self.is_trusted


BROKEN = Verdict(is_whole=False, is_trusted=False, signer="")


class TooMuch(Exception):
    """The file asked for more time or memory than any report needs."""


def aside(pdf: bytes, trust: Trust) -> Verdict | None:
    """`examine`, in a process that is stopped when it takes too long. Raises TooMuch."""
    lists = (trust.signers, trust.stampers)
    told = json.dumps([[base64.b64encode(it).decode() for it in one] for one in lists]).encode()
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter and our own words
            [sys.executable, "-m", __name__],
            input=told + b"\n" + pdf,
            capture_output=True,
            timeout=PATIENCE,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise TooMuch from error
    said = json.loads(done.stdout)
    return Verdict(**said) if said is not None else None


def examine(pdf: bytes, trust: Trust) -> Verdict | None:
    """None when there is no signature in it at all."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError

    try:
        found = PdfFileReader(BytesIO(pdf)).embedded_signatures
        if not found:
            return None
        known, stamps = _context(trust.signers), _context(trust.stampers)
        status = alone(
            lambda: validate_pdf_signature(found[0], known, ts_validation_context=stamps)
        )
    except (PdfError, SigningError, SignatureValidationError, ValueError):
        return BROKEN
    return _told(found[0].sig_object, status)


def _context(roots: list[bytes]) -> Any:
    from asn1crypto.x509 import Certificate
    from pyhanko_certvalidator import ValidationContext

    trusted = [Certificate.load(it) for it in roots]
    return ValidationContext(trust_roots=trusted, allow_fetching=False)


def alone(do: Any) -> Any:
    """pyHanko runs a loop of its own, which no thread may do that is in one already."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(do).result()


def _told(entry: Any, status: Any) -> Verdict:
    from pyhanko.sign.diff_analysis import ModificationLevel

    untouched = status.modification_level in (None, ModificationLevel.NONE)
    own: Certificate = status.signing_cert
    return Verdict(
        is_whole=bool(status.intact and status.valid and untouched),
        is_trusted=bool(status.trusted),
        signer=common_name(own),
        issuer=str(own.issuer.native.get("common_name", "")),
        certificate=hashlib.sha256(own.dump()).hexdigest(),
        valid_until=own.not_valid_after.isoformat(),
        reason=str(entry.get("/Reason", "")),
        place=str(entry.get("/Location", "")),
        path=_path(status.validation_path) if status.trusted else [],
        **_stamp(status.timestamp_validity),
    )


def _path(found: Any) -> list[str]:
    """Given from the end of the chain on."""
    own, issuer = list(found)[-1], list(found)[-2]
    return [base64.b64encode(it.dump()).decode() for it in (own, issuer)]


def _stamp(status: Any) -> dict[str, Any]:
    if status is None or not (status.intact and status.valid):
        return {}
    return {
        "stamped_at": status.timestamp.isoformat(),
        "stamped_by": common_name(status.signing_cert),
        "is_stamp_trusted": bool(status.trusted),
    }


def common_name(certificate: Certificate) -> str:
    return str(certificate.subject.native.get("common_name", ""))


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    told, _line, pdf = sys.stdin.buffer.read().partition(b"\n")
    lists = ([base64.b64decode(it) for it in one] for one in json.loads(told))
    verdict = examine(pdf, Trust(*lists))
    sys.stdout.write(json.dumps(verdict and asdict(verdict)))


if __name__ == "__main__":
    _main()
