"""Reports on their way up and down, each answered once by somebody of the place it went to."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date, datetime

from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.campaign.queries import communes_in
from storefront.campaign.scope import Geography
from storefront.db import session
from storefront.places import queries as places
from storefront.places.models import Level, Place
from storefront.reports import queries
from storefront.reports.errors import AlreadyAnswered, NotTheNewest
from storefront.reports.models import Dispatch, Report
from storefront.rows import put_once


class Way(enum.StrEnum):
    UP = "up"
    """A commune's report to its province, a province's to the country."""
    DOWN = "down"
    """The country's to all provinces, a province's to all its communes."""


ABOVE = {Level.COMMUNE: Level.PROVINCE, Level.PROVINCE: Level.COUNTRY}


def goes_to(place: Place, way: Way, *, today: date) -> Sequence[Place]:
    if way is Way.UP:
        above = _above(place)
        return [above] if above else []
    if place.level is Level.COUNTRY:
        return places.provinces(on=today)
    is_province = place.level is Level.PROVINCE
    return communes_in(place, Geography.NOW, today) if is_province else []


def _above(place: Place) -> Place | None:
    wanted, above = ABOVE.get(place.level), place.parent
    while above is not None and above.level is not wanted:
        above = above.parent
    return above if wanted else None


def send(report: Report, to: Sequence[Place], *, by: Person, at: datetime) -> int:
    """Says to how many places it is on its way now. Sent again it goes only where it was not.

    Raises NotTheNewest.
    """
    newest = queries.newest(report.place, report.period)
    if newest is None or newest.id != report.id:
        raise NotTheNewest(report.serial)
    new = [
        put_once(
            Dispatch,
            unless=("report_id", "to_id"),
            report_id=report.id,
            to_id=place.id,
            sent_at=at,
            sent_by_id=by.id,
        )
        for place in to
    ]
    sent = sum(it is not None for it in new)
    accounts.trace("report.send", f"report:{report.code}", actor=by, detail={"to": sent}, at=at)
    return sent


def receive(dispatch: Dispatch, *, by: Person, at: datetime) -> None:
    """Raises AlreadyAnswered."""
    _answer(dispatch, None, by=by, at=at)


def send_back(dispatch: Dispatch, reason: str, *, by: Person, at: datetime) -> None:
    """Whoever sent it reads the reason. Raises AlreadyAnswered."""
    _answer(dispatch, reason, by=by, at=at)


def _answer(dispatch: Dispatch, reason: str | None, *, by: Person, at: datetime) -> None:
    session.refresh(dispatch, ["answered_at"], with_for_update=True)
    if dispatch.answered_at is not None:
        raise AlreadyAnswered(dispatch.report.serial)
    dispatch.answered_at, dispatch.answered_by_id, dispatch.reason = at, by.id, reason
    session.flush()
    verb = "report.receive" if reason is None else "report.return"
    accounts.trace(verb, f"report:{dispatch.report.code}", actor=by, at=at)
