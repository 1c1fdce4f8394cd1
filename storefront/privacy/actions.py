from __future__ import annotations

from datetime import datetime, timedelta

from storefront import addresses, clock
from storefront.accounts.models import Person
from storefront.db import session
from storefront.errors import MarketError
from storefront.notifications import actions as notifications
from storefront.places.models import Place
from storefront.privacy import queries
from storefront.privacy.clocks import clock_for
from storefront.privacy.models import (
    DECIDED,
    Asks,
    DataRequest,
    DataRequestStep,
    Happened,
    Standing,
)

_TOLD = {
    "vi": "Chợ Bản: yêu cầu số {number} về dữ liệu của bạn đã được trả lời. Xem ở {address}",
    "en": "Chợ Bản: your request {number} about your data has been answered. See {address}",
}


class NotNow(MarketError):
    """It has ended, was taken up already, or was made longer once."""


class AskedAnew(MarketError):
    """Another of the kind runs, so that this one stays ended."""


def ask(
    person: Person, kind: Asks, words: str, *, place: Place | None, at: datetime
) -> DataRequest:
    """While one of the kind runs, asking again gives that one."""
    queries.lock(person)
    running = queries.live(person, kind)
    if running:
        return running
    today = clock.village_date(at)
    times = clock_for(kind, on=today)
    request = DataRequest(
        person=person,
        place=place,
        kind=kind,
        words=words,
        asked_at=at,
        reply_by=times.reply_by(today),
        due_on=times.due_on(today),
    )
    session.add(request)
    _step(request, Happened.ASKED, words, by=person, at=at)
    session.flush()
    return request


def withdraw(request: DataRequest, *, by: Person, at: datetime) -> None:
    """Whoever asked wants it no more. Raises NotNow."""
    _must_be(request, Standing.NEW, Standing.TAKEN_UP)
    request.state, request.ended_at = Standing.WITHDRAWN, at
    _step(request, Happened.WITHDRAWN, "", by=by, at=at)


def take_up(request: DataRequest, words: str, *, by: Person, at: datetime) -> None:
    """The reply: what will be done. Raises NotNow."""
    _must_be(request, Standing.NEW)
    request.state = Standing.TAKEN_UP
    _answered(request, Happened.TAKEN_UP, words, by=by, at=at)


def lengthen(request: DataRequest, words: str, *, by: Person, at: datetime) -> None:
    """More time to carry it out, once and with a reason. Raises NotNow."""
    _must_be(request, Standing.TAKEN_UP)
    if request.is_longer:
        raise NotNow(str(request.id))
    times = clock_for(request.kind, on=clock.village_date(request.asked_at))
    request.due_on += timedelta(days=times.longer_days)
    request.is_longer = True
    _answered(request, Happened.LONGER, words, by=by, at=at)


def carry_out(request: DataRequest, words: str, *, by: Person, at: datetime) -> None:
    """Done, says the officer, and how. Erasing has a deed of its own. Raises NotNow."""
    if request.kind is Asks.ERASURE:
        raise NotNow(str(request.id))
    _end(request, Standing.DONE, Happened.DONE, words, by=by, at=at)


def ended(request: DataRequest, *, by: Person, at: datetime) -> None:
    """What was asked is done by the deed itself, which has its own last word."""
    request.state, request.ended_at = Standing.DONE, at
    _step(request, Happened.DONE, "", by=by, at=at)


def note(request: DataRequest, what: Happened, *, by: Person, at: datetime) -> None:
    _step(request, what, "", by=by, at=at)


def refuse(request: DataRequest, words: str, *, by: Person, at: datetime) -> None:
    """With the reason in the law. Raises NotNow."""
    _end(request, Standing.REFUSED, Happened.REFUSED, words, by=by, at=at)


def reopen(request: DataRequest, words: str, *, by: Person, at: datetime) -> None:
    """The end was a mistake; the clock is the old one. Raises NotNow or AskedAnew."""
    _must_be(request, *DECIDED)
    if request.erasure is not None:  # nothing is left to reopen
        raise NotNow(str(request.id))
    if queries.live(request.person, request.kind):
        raise AskedAnew(str(request.id))
    request.state, request.ended_at = Standing.TAKEN_UP, None
    _answered(request, Happened.REOPENED, words, by=by, at=at)


def _end(
    request: DataRequest,
    state: Standing,
    what: Happened,
    words: str,
    *,
    by: Person,
    at: datetime,
) -> None:
    _must_be(request, Standing.NEW, Standing.TAKEN_UP)
    request.state, request.ended_at = state, at
    _answered(request, what, words, by=by, at=at)


def _must_be(request: DataRequest, *states: Standing) -> None:
    queries.locked(request)
    if request.state not in states:
        raise NotNow(str(request.id))


def _answered(
    request: DataRequest, what: Happened, words: str, *, by: Person, at: datetime
) -> None:
    _step(request, what, words, by=by, at=at)
    asker = request.person
    if asker.phone:
        said = _TOLD.get(asker.language) or _TOLD["vi"]
        address = addresses.data_request(request.id)
        body = said.format(number=request.id, address=address)
        notifications.write(body, to=asker.phone, person=asker, at=at)


def _step(request: DataRequest, what: Happened, words: str, *, by: Person, at: datetime) -> None:
    request.steps.append(DataRequestStep(what=what, words=words, by=by, at=at))
