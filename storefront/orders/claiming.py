"""Orders placed without an account become the buyer's own, once a code showed whose phone it is."""

from datetime import datetime

from sqlalchemy import Select, select, update

from storefront.accounts import queries as people
from storefront.accounts.models import Person
from storefront.db import session
from storefront.orders.models import Checkout


def language_of(phone: str) -> str | None:
    """What whoever ordered last with this number reads; nothing when nobody did."""
    return session.scalar(_newest(phone).with_only_columns(Checkout.language))


def come_in(phone: str, *, at: datetime) -> Person | None:
    """Whoever has just shown that the phone is theirs, with all that was ordered with it.

    Nobody, when nobody is known by the number and nothing was ordered with it.
    """
    person = people.by_phone(phone) or _newcomer(phone, at=at)
    if person is not None:
        _claim(person, phone, at=at)
    return person


def _newcomer(phone: str, *, at: datetime) -> Person | None:
    last = session.scalar(_newest(phone))
    if last is None:
        return None
    person = Person(name=last.buyer_name, phone=phone, language=last.language, known_since=at)
    session.add(person)
    session.flush()
    return person


def _claim(person: Person, phone: str, *, at: datetime) -> None:
    """Only what nobody has: an order placed by somebody signed in stays theirs."""
    unclaimed = update(Checkout).where(Checkout.buyer_phone == phone, Checkout.buyer_id.is_(None))
    session.execute(unclaimed.values(buyer_id=person.id, claimed_at=at))


def _newest(phone: str) -> Select[Checkout]:
    wanted = select(Checkout).where(Checkout.buyer_phone == phone)
    return wanted.order_by(Checkout.id.desc()).limit(1)
