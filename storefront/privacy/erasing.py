"""Erasing a person: one officer asks for it, another confirms, and it is done once, in one deed.

Facts, orders, books and who pressed what stay, under a number that leads to no name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from storefront.accounts.models import Person
from storefront.db import session
from storefront.errors import MarketError
from storefront.notifications.models import Message
from storefront.notifications.sending import TRIES
from storefront.orders.models import Checkout
from storefront.privacy import actions, queries
from storefront.privacy.actions import NotNow
from storefront.privacy.closing import close
from storefront.privacy.emptying import empty, erase, files_of
from storefront.privacy.fates import how_many
from storefront.privacy.hindrances import Hindrance, hindrances
from storefront.privacy.models import Asks, DataRequest, Erasure, Happened

KEPT_AT_MOST = timedelta(days=3)
"""The last message's number, if it cannot be sent."""

_TOLD = {
    "vi": "Chợ Bản: yêu cầu số {number}: dữ liệu về bạn đã được xóa. Điều luật buộc giữ được giữ "
    "không kèm tên và số của bạn. Đây là tin cuối cùng.",
    "en": "Chợ Bản: request {number}: the data about you have been erased. What the law demands "
    "is kept without your name and number. This is the last message.",
}


class Hindered(MarketError):
    def __init__(self, why: list[Hindrance]) -> None:
        super().__init__(", ".join(why))
        self.why = why


class OnePerson(MarketError):
    """Whoever asked for it does not confirm it too."""


@dataclass(frozen=True, slots=True)
class Leavings:
    """Files that go when the deed is on disk."""

    pictures: list[str]
    private: list[str]


def ask(request: DataRequest, *, by: Person, at: datetime) -> None:
    """The first of two. Raises NotNow or Hindered."""
    _must_be_live(request)
    if request.erasure is not None:
        raise NotNow(str(request.id))
    _unhindered(request.person, at=at)
    request.erasure = Erasure(asked_by=by, asked_at=at)
    actions.note(request, Happened.ERASURE_ASKED, by=by, at=at)


def take_back(request: DataRequest, *, by: Person, at: datetime) -> None:
    """While nobody has confirmed. Raises NotNow."""
    _must_wait(request)
    request.erasure = None
    actions.note(request, Happened.ERASURE_TAKEN_BACK, by=by, at=at)


def confirm(request: DataRequest, *, by: Person, at: datetime) -> Leavings:
    """The second of two: it is done. Raises NotNow, OnePerson, Hindered or NotSealedYet."""
    erasure, person = _must_wait(request), request.person
    if erasure.asked_by_id == by.id:
        raise OnePerson(str(request.id))
    queries.lock(person)
    _unhindered(person, at=at)
    erasure.confirmed_by, erasure.confirmed_at = by, at
    actions.ended(request, by=by, at=at)
    last = _last_word(request, at=at)
    gone = _carry_out(erasure, person, by=by, at=at)
    session.add(last)
    session.flush()
    erasure.message_id = last.id
    return gone


def forget_last_words(*, at: datetime) -> int:
    """The number to which the last message went, once it was sent or cannot be."""
    waiting = select(Erasure).where(Erasure.message_id.is_not(None)).with_for_update()
    return sum(_forgotten(it, at=at) for it in session.scalars(waiting).all())


def _forgotten(erasure: Erasure, *, at: datetime) -> bool:
    last = session.get(Message, erasure.message_id)
    is_over = last is None or last.sent_at or last.tries >= TRIES
    if not is_over and at - (erasure.confirmed_at or at) < KEPT_AT_MOST:
        return False
    if last is not None:
        session.delete(last)
    erasure.message_id = None
    return True


def _must_be_live(request: DataRequest) -> None:
    queries.locked(request)
    if not request.is_live or request.kind is not Asks.ERASURE:
        raise NotNow(str(request.id))


def _must_wait(request: DataRequest) -> Erasure:
    _must_be_live(request)
    if request.erasure is None or request.erasure.confirmed_at:
        raise NotNow(str(request.id))
    return request.erasure


def _unhindered(person: Person, *, at: datetime) -> None:
    found = hindrances(person, at=at)
    if found:
        raise Hindered(found)


def _last_word(request: DataRequest, *, at: datetime) -> Message:
    person = request.person
    said = _TOLD.get(person.language) or _TOLD["vi"]
    return Message(to=person.phone or "", body=said.format(number=request.id), written_at=at)


def _carry_out(erasure: Erasure, person: Person, *, by: Person, at: datetime) -> Leavings:
    session.flush()
    _claim(person)
    found = list(how_many(person))
    erasure.counts = {"rows": [[it.table, it.by, it.deed, many] for it, many in found]}
    close(person, by=by, at=at)
    session.flush()
    pictures, private = files_of(person)
    photos = empty(person, by=by, at=at)
    kept = erase(person, photos)
    session.expire_all()
    return Leavings([it for it in pictures if it not in kept], private)


def _claim(person: Person) -> None:
    """What was ordered under the number without signing in is theirs for this."""
    if person.phone:
        free = update(Checkout).where(Checkout.buyer_phone == person.phone)
        session.execute(free.where(Checkout.buyer_id.is_(None)).values(buyer_id=person.id))
