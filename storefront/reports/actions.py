"""Freezing a report, and correcting it by a restatement."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from storefront import clock, codes
from storefront.accounts import actions as accounts
from storefront.accounts import sealing
from storefront.accounts.models import Person
from storefront.campaign import baselines
from storefront.campaign.queries import campaign_for, pulse
from storefront.campaign.scope import Geography
from storefront.db import db, must_be_writing, session
from storefront.places.models import Place
from storefront.reports import comparing, figures, queries
from storefront.reports.errors import AlreadyFrozen, NothingChanged, NotOver, NotTheNewest
from storefront.reports.models import FileKind, Report, ReportFile, Signature
from storefront.reports.periods import Period, named
from storefront.reports.signing import Seal, Signed
from storefront.rows import add, put_once


@dataclass(frozen=True, slots=True)
class Words:
    """What the place says about its figures, and who signs under them."""

    difficulties: str
    proposals: str
    signer_title: str
    signer_name: str


def hold_still() -> None:
    """From here on every question of this deed sees the same moment, and nobody else takes a
    number. To be said first. On SQLite every deed is so."""
    must_be_writing()
    if db.engine.dialect.name == "postgresql":
        # The lock before the first question: what is asked afterwards sees who held it before.
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        session.execute(text("LOCK TABLE report IN EXCLUSIVE MODE"))


def freeze(
    place: Place,
    period: Period,
    *,
    geography: Geography,
    words: Words,
    by: Person,
    at: datetime,
    home: str = "",
) -> Report:
    """Write the report down under the next number of its place.

    `home` is the market's address: the paper says where it can be checked. Call `hold_still`
    first. Raises NotOver, AlreadyFrozen.
    """
    today = clock.village_date(at)
    if not period.is_over(today=today):
        raise NotOver(period.code)
    if queries.newest(place, period.code):
        raise AlreadyFrozen(period.code)
    number = queries.highest_number(place, today.year) + 1
    said = figures.drawn_up(place, period, geography=geography, today=today) | {
        "words": asdict(words)
    }
    return _written(
        said, place, period, geography, (today.year, number, 0), by=by, at=at, home=home
    )


def restate(
    report: Report, *, words: Words, why: str, by: Person, at: datetime, home: str = ""
) -> Report:
    """Say it again, with what is known now, under the same number; list every difference. It keeps
    the form of what it corrects: another form would be a difference that is none.

    Call `hold_still` first. Raises NotTheNewest, NothingChanged.
    """
    newest = queries.newest(report.place, report.period)
    if newest is None or newest.id != report.id:
        raise NotTheNewest(report.serial)
    period = named(report.period)
    assert period  # noqa: S101  it was frozen by this code
    today = clock.village_date(at)
    said = figures.drawn_up(
        report.place, period, geography=report.geography, today=today, form=report.said["form"]
    )
    said |= {"words": asdict(words)}
    differences = comparing.differences(report.said, said)
    if not differences:
        raise NothingChanged(report.serial)
    said |= {"restates": report.digest, "why": why, "differences": differences}
    order = (report.year, report.number, report.restatement + 1)
    return _written(said, report.place, period, report.geography, order, by=by, at=at, home=home)


def keep(report: Report, kind: FileKind, body: bytes, *, by: Person, at: datetime) -> ReportFile:
    """Keep a file of a report; where one of its kind is kept already, that one stays."""
    put_once(
        ReportFile,
        unless=("report_id", "kind"),
        report_id=report.id,
        kind=kind,
        body=body,
        digest=hashlib.sha256(body).hexdigest(),
        made_at=at,
        made_by_id=by.id,
    )
    kept = queries.file_of(report, kind)
    assert kept  # noqa: S101  it or another
    return kept


def keep_signed(
    report: Report, signed: Signed, seal: Seal, *, by: Person, at: datetime
) -> ReportFile:
    """Keep the signed paper, with who signed it. Of two who sign at once, the first is kept."""
    file = keep(report, FileKind.SIGNED, signed.body, by=by, at=at)
    if file.digest == hashlib.sha256(signed.body).hexdigest():
        it = signed.verdict
        stamped = datetime.fromisoformat(it.stamped_at) if it.stamped_at else None
        add(
            Signature,
            report_id=report.id,
            holder=it.signer[:200],
            certificate=it.certificate,
            authority=seal.root,
            valid_until=datetime.fromisoformat(it.valid_until),
            is_practice=seal.is_practice,
            signed_at=at,
            stamped_at=stamped,
            stamped_by=it.stamped_by[:200] or None,
            no_stamp=signed.no_stamp,
        )
    accounts.trace("report.sign", f"report:{report.code}", actor=by, at=at)
    return file


def canonical(said: dict[str, Any]) -> str:
    """The one way to write it down: keys in order, no spaces, letters as they are."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _written(
    said: dict[str, Any],
    place: Place,
    period: Period,
    geography: Geography,
    order: tuple[int, int, int],
    *,
    by: Person,
    at: datetime,
    home: str,
) -> Report:
    (year, number, restatement), code = order, codes.new_code(codes.REPORT)
    numbered = {"year": year, "number": number, "restatement": restatement}
    baselines.use(campaign_for(place, on=period.last), place, at=at)
    said |= {"code": code} | numbered | _signed_off(by=by, at=at)
    if said["form"] > 1:
        said |= {"check": f"{home}/check/reports/{code}"}
    content = canonical(said)
    report = add(
        Report,
        code=code,
        place_id=place.id,
        period=period.code,
        first=period.first,
        last=period.last,
        geography=geography,
        **numbered,
        content=content,
        digest=digest_of(content),
        frozen_at=at,
        frozen_by_id=by.id,
    )
    accounts.trace("report.freeze", f"report:{code}", actor=by, at=at)
    return report


def _signed_off(*, by: Person, at: datetime) -> dict[str, str | None]:
    """Who froze it, when, how new the newest entry was, and where the chain of traces ended."""
    newest = pulse().newest
    head = sealing.head()
    return {
        "traces": str(head) if head else None,
        "counted_at": _iso(newest) if newest else None,
        "frozen_at": _iso(at),
        "frozen_by": by.name,
    }


def digest_of(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def _iso(moment: datetime) -> str:
    return clock.village_time(moment).isoformat(timespec="seconds")
