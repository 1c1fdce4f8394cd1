from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.fairs.models import Fair, Stall, StallAsk, StallSale
from storefront.places.models import Place
from storefront.places.queries import lying_in
from storefront.posters.models import Poster
from storefront.shops.models import Household, Shop

SHOWN = 60
BACK = timedelta(days=60)
FIRST_WITHOUT_SLIP = 1_000

_WHOSE = (
    joinedload(Stall.shop)
    .joinedload(Shop.household)
    .options(
        joinedload(Household.keeper).selectinload(Person.consents), joinedload(Household.village)
    )
)
_PAID_AT = joinedload(Stall.shop).joinedload(Shop.household).selectinload(Household.accounts)


def by_code(code: str) -> Fair | None:
    wanted = select(Fair).where(Fair.code == code)
    place = joinedload(Fair.place).joinedload(Place.parent)
    return session.scalar(wanted.options(place, joinedload(Fair.host), joinedload(Fair.made_by)))


def to_hold(code: str, person: Person, *, at: datetime) -> Fair | None:
    """A market day of a place this person works for."""
    found = by_code(code)
    on = clock.village_date(at)
    may = found and person.may(Permission.FAIR_HOLD, at=found.place, on=on)
    return found if may else None


def held_in(places: Sequence[Place], *, at: datetime) -> Sequence[Fair]:
    """Those to come first, the nearest on top; then those that are over, the newest on top."""
    wanted = select(Fair).join(Fair.place).where(lying_in(places), Fair.opens_at > at - BACK)
    wanted = wanted.options(joinedload(Fair.place), selectinload(Fair.stalls))
    found = session.scalars(wanted.order_by(Fair.opens_at).limit(SHOWN * 4)).all()
    coming = [it for it in found if it.closes_at >= at]
    return [*coming, *reversed([it for it in found if it.closes_at < at])][:SHOWN]


def open_to(shop: Shop, *, at: datetime) -> Sequence[Fair]:
    """To come, in the shop's own commune and its villages, and those elsewhere at which it has a
    stall."""
    mine = select(Stall.fair_id).where(Stall.shop_id == shop.id)
    wanted = (
        select(Fair)
        .join(Fair.place)
        .where(
            or_(lying_in([shop.commune]), Fair.id.in_(mine)),
            Fair.closes_at > at - timedelta(days=2),
        )
    )
    whole = (joinedload(Fair.place), selectinload(Fair.stalls))
    return session.scalars(wanted.options(*whole).order_by(Fair.opens_at).limit(SHOWN)).all()


def for_shop(code: str, shop: Shop, *, at: datetime) -> Fair | None:
    return next((it for it in open_to(shop, at=at) if it.code == code), None)


def on_screen(fair: Fair, *, at: datetime) -> Fair:
    """The day of its series that is on; else the next to come, else the last."""
    held = (Fair.series == fair.series, Fair.cancelled_at.is_(None))
    wanted = select(Fair).where(*held).options(joinedload(Fair.place)).order_by(Fair.opens_at)
    days = session.scalars(wanted).all()
    today = clock.start_of(clock.village_date(at))
    coming = (it for it in days if it.opens_at >= today)
    return next(coming, days[-1] if days else fair)


def stalls_of(fair: Fair) -> Sequence[Stall]:
    """Row by row, with who keeps them, where they are paid, their fees and their cards."""
    wanted = select(Stall).where(Stall.fair_id == fair.id).order_by(Stall.row, Stall.number)
    card = joinedload(Stall.poster).joinedload(Poster.account)
    whole = (_WHOSE, _PAID_AT, joinedload(Stall.fee_bill), card)
    return session.scalars(wanted.options(*whole)).unique().all()


def stall(fair: Fair, name: str) -> Stall | None:
    """A3."""
    row, number = name[:1].upper(), name[1:]
    if not (number.isascii() and number.isdigit() and len(number) <= 3):
        return None
    wanted = select(Stall).where(
        Stall.fair_id == fair.id, Stall.row == row, Stall.number == int(number)
    )
    whole = (_WHOSE, joinedload(Stall.fair), joinedload(Stall.poster), joinedload(Stall.fee_bill))
    return session.scalars(wanted.options(*whole)).unique().one_or_none()


def card_before(stall: Stall) -> Poster | None:
    """The good QR card this shop had on another market day of the same series, the newest."""
    wanted = (
        select(Poster)
        .join(Stall, Stall.poster_id == Poster.id)
        .join(Stall.fair)
        .where(
            Fair.series == stall.fair.series,
            Stall.shop_id == stall.shop_id,
            Poster.withdrawn_at.is_(None),
        )
        .order_by(Poster.id.desc())
    )
    return session.scalar(wanted.limit(1))


def of_shop(fair: Fair, shop: Shop) -> Stall | None:
    wanted = select(Stall).where(Stall.fair_id == fair.id, Stall.shop_id == shop.id)
    return session.scalars(wanted.options(_WHOSE, joinedload(Stall.fair))).unique().one_or_none()


def asks_of(fair: Fair) -> Sequence[StallAsk]:
    """The oldest first."""
    wanted = select(StallAsk).where(StallAsk.fair_id == fair.id).order_by(StallAsk.id)
    shop = joinedload(StallAsk.shop).joinedload(Shop.household).joinedload(Household.keeper)
    return session.scalars(wanted.options(shop, joinedload(StallAsk.stall))).unique().all()


def ask_of(fair: Fair, shop: Shop) -> StallAsk | None:
    wanted = select(StallAsk).where(StallAsk.fair_id == fair.id, StallAsk.shop_id == shop.id)
    return session.scalar(wanted.options(joinedload(StallAsk.stall)))


def with_card(poster_id: int, *, at: datetime) -> Stall | None:
    """The stall on whose table this QR card lies today, locked: two may tell of one transfer."""
    today = clock.start_of(clock.village_date(at))
    wanted = (
        select(Stall)
        .join(Stall.fair)
        .where(
            Stall.poster_id == poster_id,
            Fair.cancelled_at.is_(None),
            Fair.opens_at >= today,
            Fair.opens_at < today + timedelta(days=1),
        )
        .order_by(Stall.id)
        .limit(1)
        .options(_WHOSE)
        .with_for_update(of=Stall)
    )
    return session.scalars(wanted).unique().one_or_none()


def sales_of(stall: Stall, *, limit: int | None = None) -> Sequence[StallSale]:
    """Newest first."""
    wanted = select(StallSale).where(StallSale.stall_id == stall.id).order_by(StallSale.id.desc())
    return session.scalars(wanted.options(joinedload(StallSale.bill)).limit(limit)).all()


def sale_with(stall: Stall, slip: int) -> StallSale | None:
    wanted = select(StallSale).where(StallSale.stall_id == stall.id, StallSale.slip == slip)
    return session.scalar(wanted.options(joinedload(StallSale.bill)))


def sale_of(bill_id: int) -> StallSale | None:
    wanted = select(StallSale).where(StallSale.bill_id == bill_id)
    return session.scalar(wanted.options(joinedload(StallSale.bill)))


def next_slip(stall: Stall) -> int:
    """Of sales without paper. Ask only with the stall locked."""
    newest = select(func.max(StallSale.slip)).where(StallSale.stall_id == stall.id)
    return max(session.scalar(newest) or 0, FIRST_WITHOUT_SLIP) + 1
