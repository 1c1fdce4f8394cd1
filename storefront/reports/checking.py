"""Is this paper ours? Found by its code, its number, one of its hashes, or by the file itself.

Asked by strangers: what is told names places and offices, and no person.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from storefront import codes
from storefront.db import session
from storefront.reports import queries, verifying
from storefront.reports import revocation as revoking
from storefront.reports.models import FileKind, Report, ReportFile, Signature
from storefront.reports.revocation import Revocation, Standing
from storefront.reports.verifying import Trust, Verdict

MOST = 200
"""Reports of one number, each of another place."""
HASH = re.compile(r"[0-9a-f]{64}")
NUMBER = re.compile(r"(\d{1,6})\s*/\s*(?:BC\s*-\s*)?(20\d\d)(?:\s*-\s*(\d{1,4}))?", re.I)
CODE = re.compile(rf"{codes.REPORT}[0-9A-Z]{{7}}")


class Word(StrEnum):
    """What is said of a file."""

    SIGNED = "signed"
    """Byte for byte the signed paper, and the signature holds."""
    COPY = "copy"
    """Byte for byte a file we gave out, without a signature."""
    CHANGED = "changed"
    """Signed once, and changed since."""
    STRANGER = "stranger"
    """Signed, but not by us."""
    NOT_KEPT = "not_kept"
    """By our certificate and whole, but we keep no such file."""
    REVOKED = "revoked"
    """By our certificate, but not before the authority took it back, as far as anybody knows."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Known:
    """A report with all that a stranger may be told of it."""

    report: Report
    newest: Report
    signature: Signature | None
    signed_digest: str | None

    @property
    def is_newest(self) -> bool:
        return self.report.id == self.newest.id


@dataclass(frozen=True, slots=True)
class Finding:
    word: Word
    digest: str
    verdict: Verdict | None = None
    known: Known | None = None
    kind: FileKind | None = None
    revocation: Revocation | None = None
    """Of its certificate, if that is ours."""


def by_words(typed: str) -> Sequence[Report]:
    """The reports a code, a number or a hash may mean, the newest wording last."""
    plain = typed.strip()
    if found := HASH.search(plain.lower()):
        it = _by_digest(found[0])
        return [it] if it else []
    if found := CODE.search(re.sub(r"[\s·.-]", "", plain.upper())):
        it = by_code(found[0])
        return [it] if it else []
    found = NUMBER.search(plain)
    return _by_number(int(found[1]), int(found[2]), found[3]) if found else []


def by_code(code: str) -> Report | None:
    return session.scalar(_REPORTS.where(Report.code == code))


def known(report: Report) -> Known:
    signed = queries.file_of(report, FileKind.SIGNED)
    newest = queries.newest(report.place, report.period) or report
    return Known(report, newest, queries.signature_of(report), signed.digest if signed else None)


def look_at(body: bytes, trust: Trust, ours: Sequence[str], *, at: datetime) -> Finding:
    """`trust` and `ours`: whom we sign by today. Raises verifying.TooMuch."""
    found = _found(body, trust, ours)
    if found.verdict is None or found.word not in (Word.SIGNED, Word.NOT_KEPT):
        return found
    revocation = revoking.standing(found.verdict.path, at=at)
    word = found.word if _was_good(found, revocation) else Word.REVOKED
    return replace(found, word=word, revocation=revocation)


def _was_good(found: Finding, revocation: Revocation) -> bool:
    """Not taken back, or only after the moment of signing, where somebody else vouches for it."""
    if revocation.standing is not Standing.REVOKED:
        return True
    verdict = found.verdict
    if verdict is None or not (verdict.stamped_at and verdict.is_stamp_trusted):
        return False
    return revocation.since is not None and verdict.stamped_on < revocation.since


def _found(body: bytes, trust: Trust, ours: Sequence[str]) -> Finding:
    digest = hashlib.sha256(body).hexdigest()
    file = session.scalar(
        select(ReportFile).where(ReportFile.digest == digest).order_by(ReportFile.id).limit(1)
    )
    report = session.get(Report, file.report_id) if file else None
    kept = known(report) if report else None
    if file and file.kind is not FileKind.SIGNED:
        return Finding(Word.COPY, digest, None, kept, file.kind)
    if not is_signed_pdf(body):
        return Finding(Word.UNKNOWN, digest)
    verdict = verifying.aside(body, _with_earlier(trust))
    if verdict is None:
        return Finding(Word.UNKNOWN, digest)
    if file:
        word = Word.SIGNED if verdict.is_good else Word.CHANGED
        return Finding(word, digest, verdict, kept, file.kind)
    return Finding(_word(verdict, ours), digest, verdict, _meant(verdict))


def is_signed_pdf(body: bytes) -> bool:
    return body.startswith(b"%PDF-") and b"/ByteRange" in body


def _word(verdict: Verdict, ours: Sequence[str]) -> Word:
    if not verdict.is_whole:
        return Word.CHANGED
    earlier = select(Signature.id).where(Signature.certificate == verdict.certificate).limit(1)
    is_ours = verdict.is_trusted and (
        verdict.certificate in ours or session.scalar(earlier) is not None
    )
    return Word.NOT_KEPT if is_ours else Word.STRANGER


def _with_earlier(trust: Trust) -> Trust:
    """Also those we signed by before the province got another certificate."""
    earlier = session.scalars(select(Signature.authority).distinct().limit(20)).all()
    return Trust(list(dict.fromkeys([*trust.signers, *earlier])), trust.stampers)


def _meant(verdict: Verdict) -> Known | None:
    """The report that the signature itself names."""
    found = CODE.search(verdict.reason)
    report = by_code(found[0]) if found else None
    return known(report) if report else None


def _by_digest(digest: str) -> Report | None:
    report = session.scalar(_REPORTS.where(Report.digest == digest).limit(1))
    if report:
        return report
    file = select(ReportFile.report_id).where(ReportFile.digest == digest).limit(1)
    return session.scalar(_REPORTS.where(Report.id.in_(file)))


def _by_number(number: int, year: int, restatement: str | None) -> Sequence[Report]:
    wanted = _REPORTS.where(Report.number == number, Report.year == year)
    if restatement:
        wanted = wanted.where(Report.restatement == int(restatement))
    order = (Report.place_id, Report.restatement)
    return session.scalars(wanted.order_by(*order).limit(MOST)).all()


_REPORTS = select(Report).options(joinedload(Report.place))
