"""Finding reports. Places and reports are obtained through the person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.campaign.queries import READABLE
from storefront.db import session
from storefront.places.models import Place
from storefront.reports.models import Dispatch, FileKind, Report, ReportFile, Signature


def own_places(person: Person, *, on: date) -> list[Place]:
    """Those this person reports for: where they are posted, not what lies inside."""
    places = person.places_where(Permission.REPORT_MAKE, on=on)
    return [place for place in places if place.level in READABLE]


def place_to_report(code: str, person: Person, *, on: date) -> Place | None:
    return next((it for it in own_places(person, on=on) if it.code == code), None)


def report_to_read(code: str, person: Person, *, on: date) -> Report | None:
    """A report of a place whose figures may be seen, or one that was sent to a place of theirs."""
    wanted = select(Report).where(Report.code == code).options(*_WITH)
    report = session.scalar(wanted)
    if report is None:
        return None
    if person.may(Permission.CAMPAIGN_READ, at=report.place, on=on):
        return report
    mine = [it.id for it in own_places(person, on=on)]
    sent = select(Dispatch.id).where(Dispatch.report_id == report.id, Dispatch.to_id.in_(mine))
    return report if session.scalar(sent.limit(1)) else None


def report_to_change(code: str, person: Person, *, on: date) -> Report | None:
    """A report of a place this person reports for."""
    mine = [it.id for it in own_places(person, on=on)]
    wanted = select(Report).where(Report.code == code, Report.place_id.in_(mine))
    return session.scalar(wanted.options(*_WITH))


def report_to_sign(code: str, person: Person, *, on: date) -> Report | None:
    """A report of a place in whose name this person may sign."""
    report = report_to_change(code, person, on=on)
    signs_for = [it.id for it in person.places_where(Permission.REPORT_SIGN, on=on)]
    return report if report and report.place_id in signs_for else None


def of_place(place: Place, *, limit: int = 60) -> Sequence[Report]:
    """Newest first."""
    wanted = select(Report).where(Report.place_id == place.id).options(*_WITH)
    return session.scalars(wanted.order_by(Report.id.desc()).limit(limit)).all()


def wordings(report: Report) -> Sequence[Report]:
    """The report and its restatements, the first wording first."""
    wanted = select(Report).where(
        Report.place_id == report.place_id, Report.period == report.period
    )
    return session.scalars(wanted.options(*_WITH).order_by(Report.restatement)).all()


def newest(place: Place, period: str) -> Report | None:
    wanted = select(Report).where(Report.place_id == place.id, Report.period == period)
    return session.scalar(wanted.order_by(Report.restatement.desc()).limit(1))


def highest_number(place: Place, year: int) -> int:
    wanted = select(func.max(Report.number)).where(Report.place_id == place.id, Report.year == year)
    return session.scalar(wanted) or 0


def file_of(report: Report, kind: FileKind) -> ReportFile | None:
    wanted = select(ReportFile).where(ReportFile.report_id == report.id, ReportFile.kind == kind)
    return session.scalar(wanted.options(joinedload(ReportFile.made_by)))


def signature_of(report: Report) -> Signature | None:
    return session.scalar(select(Signature).where(Signature.report_id == report.id))


def signatures(*, limit: int) -> Sequence[Signature]:
    """Of all places, the newest first, for whoever keeps certificates and clocks in order."""
    wanted = select(Signature).options(joinedload(Signature.report).options(*_WITH))
    return session.scalars(wanted.order_by(Signature.id.desc()).limit(limit)).all()


def dispatches_of(report: Report) -> Sequence[Dispatch]:
    """Where it went, unanswered first."""
    wanted = select(Dispatch).join(Dispatch.to).where(Dispatch.report_id == report.id)
    order = (Dispatch.answered_at.is_not(None), Place.folded, Place.id)
    return session.scalars(wanted.options(*_ANSWERED).order_by(*order)).all()


def came_to(places: Sequence[Place], *, limit: int = 200) -> Sequence[Dispatch]:
    """What these places got, unanswered first, then the newest."""
    wanted = select(Dispatch).where(Dispatch.to_id.in_([it.id for it in places]))
    order = (Dispatch.answered_at.is_not(None), Dispatch.id.desc())
    return session.scalars(wanted.options(*_ANSWERED).order_by(*order).limit(limit)).all()


def dispatch_to_answer(report: Report, person: Person, *, on: date) -> Dispatch | None:
    """The way by which it came to a place this person reports for, locked: one answer counts."""
    mine = [it.id for it in own_places(person, on=on)]
    wanted = select(Dispatch).where(Dispatch.report_id == report.id, Dispatch.to_id.in_(mine))
    order = (Dispatch.answered_at.is_not(None), Dispatch.id)
    return session.scalar(wanted.order_by(*order).limit(1).with_for_update())


def sent_in(place: Place, period: str) -> dict[int, Dispatch]:
    """By commune, what came to a province for a period: the newest wording of each."""
    wanted = (
        select(Dispatch)
        .join(Dispatch.report)
        .where(Dispatch.to_id == place.id, Report.period == period)
        .options(*_ANSWERED)
        .order_by(Report.restatement)
    )
    return {it.report.place_id: it for it in session.scalars(wanted)}


_WITH = (joinedload(Report.place), joinedload(Report.frozen_by))
_ANSWERED = (
    joinedload(Dispatch.report).options(*_WITH),
    joinedload(Dispatch.to),
    joinedload(Dispatch.sent_by),
    joinedload(Dispatch.answered_by),
)
