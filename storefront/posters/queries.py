from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, or_, select, union
from sqlalchemy.orm import aliased, joinedload

from storefront.accounts.models import Person, Posting
from storefront.db import session
from storefront.places.models import Place
from storefront.places.queries import lying_in
from storefront.posters.models import Leads, Poster, Scan, Sight
from storefront.shops.models import Household, PaymentAccount, Shop

Thing = TypeVar("Thing")

_PLACES = joinedload(Household.village).joinedload(Place.parent)
_WHOSE = joinedload(Shop.household).options(
    joinedload(Household.keeper), joinedload(Household.accounts), _PLACES
)


def by_serial(serial: str) -> Poster | None:
    """A poster with all that tells whose it is."""
    wanted = (
        select(Poster)
        .where(Poster.serial == serial)
        .options(joinedload(Poster.shop).options(_WHOSE), joinedload(Poster.account))
    )
    return session.scalars(wanted).unique().one_or_none()


def of_shop(shop: Shop, *, limit: int = 50) -> Sequence[Poster]:
    """Newest first."""
    wanted = select(Poster).where(Poster.shop_id == shop.id).order_by(Poster.id.desc())
    return session.scalars(wanted.options(joinedload(Poster.printed_by)).limit(limit)).all()


def alike(shop: Shop, leads: Leads, account: PaymentAccount | None) -> Poster | None:
    """The newest good one that says the same."""
    paid_at = Poster.account_id == account.id if account else Poster.account_id.is_(None)
    good = (Poster.shop_id == shop.id, Poster.leads == leads, Poster.withdrawn_at.is_(None))
    return session.scalar(select(Poster).where(*good, paid_at).order_by(Poster.id.desc()).limit(1))


def good_with(account: PaymentAccount) -> Sequence[Poster]:
    """All that ask for money to this account and were not withdrawn, locked."""
    wanted = select(Poster).where(Poster.account_id == account.id, Poster.withdrawn_at.is_(None))
    return session.scalars(wanted.order_by(Poster.id).with_for_update()).all()


def accounts_at(bank_bin: str, number: str) -> Sequence[PaymentAccount]:
    """Every household's account with this number at this bank, those in use first."""
    wanted = (
        select(PaymentAccount)
        .join(PaymentAccount.household)
        .join(Household.shop)
        .where(PaymentAccount.number == number, PaymentAccount.bank_bin == bank_bin)
        .order_by(PaymentAccount.retired_at.is_not(None), PaymentAccount.id.desc())
        .options(
            joinedload(PaymentAccount.household).options(
                joinedload(Household.keeper), joinedload(Household.shop), _PLACES
            )
        )
    )
    return session.scalars(wanted).unique().all()


def shop_called(code: str) -> Shop | None:
    wanted = select(Shop).where(Shop.code == code).options(_WHOSE)
    return session.scalars(wanted).unique().one_or_none()


def newest_scan(serial: str, by: Person) -> Scan | None:
    wanted = select(Scan).where(Scan.serial == serial, Scan.by_id == by.id)
    return session.scalar(wanted.order_by(Scan.id.desc()).limit(1))


def has_alarm(serial: str, sight: Sight) -> bool:
    """Of this kind, and nobody has seen to it."""
    same = (Scan.serial == serial, Scan.sight == sight, Scan.ended_at.is_(None))
    return session.scalar(select(Scan.id).where(*same).limit(1)) is not None


def scans_of(poster: Poster, *, limit: int = 20) -> Sequence[Scan]:
    """Newest first."""
    wanted = select(Scan).where(Scan.poster_id == poster.id).options(joinedload(Scan.by))
    return session.scalars(wanted.order_by(Scan.id.desc()).limit(limit)).all()


def alarm(number: int, places: Sequence[Place]) -> Scan | None:
    """Whether somebody has seen to it or not; locked."""
    wanted = _alarms(places).where(Scan.id == number)
    return session.scalars(wanted.with_for_update(of=Scan)).unique().one_or_none()


def alarms(places: Sequence[Place], *, limit: int = 50) -> Sequence[Scan]:
    """Nobody has seen to them yet, newest first."""
    wanted = _alarms(places).where(Scan.ended_at.is_(None)).order_by(Scan.id.desc())
    return session.scalars(wanted.limit(limit)).unique().all()


def _alarms(places: Sequence[Place]) -> Select[Scan]:
    """Of shops inside these places; and what the market never printed, when it was found by
    somebody who lives or works there."""
    shops = _inside(select(Poster.id), places)
    is_unknown = and_(Scan.poster_id.is_(None), Scan.by_id.in_(_people(places)))
    whole = joinedload(Scan.poster).joinedload(Poster.shop).joinedload(Shop.household)
    wanted = select(Scan).where(
        Scan.sight != Sight.FINE, or_(Scan.poster_id.in_(shops), is_unknown)
    )
    return wanted.options(whole, joinedload(Scan.by))


def _people(places: Sequence[Place]) -> CompoundSelect[int]:
    there = lying_in(places)
    post = select(Posting.person_id).join(Posting.place).where(there)
    home = select(Household.keeper_id).join(Household.village).where(there)
    return union(post, home)


def newest_inside(places: Sequence[Place], *, limit: int) -> Sequence[Poster]:
    """Good and withdrawn ones of shops inside these places, with whose they are; newest first."""
    whose = joinedload(Poster.shop).joinedload(Shop.household)
    wanted = _inside(select(Poster), places).where(Household.gone_at.is_(None)).options(whose)
    return session.scalars(wanted.order_by(Poster.id.desc()).limit(limit)).all()


def to_check(places: Sequence[Place], *, since: datetime, limit: int = 200) -> Sequence[Poster]:
    """Up and good, and looked at by nobody since then: of shops inside these places."""
    wanted = _inside(select(Poster), places).where(*_up_unseen(since))
    told = wanted.options(joinedload(Poster.shop)).order_by(Poster.spot, Poster.id)
    return session.scalars(told.limit(limit)).all()


def unseen(shop: Shop, *, since: datetime) -> Sequence[Poster]:
    """The same of one shop."""
    wanted = select(Poster).where(Poster.shop_id == shop.id, *_up_unseen(since))
    return session.scalars(wanted.order_by(Poster.id)).all()


def unchecked(*, since: datetime, limit: int) -> Sequence[Poster]:
    """The same everywhere, of which nobody was asked since, locked."""
    asked = or_(Poster.check_asked_at.is_(None), Poster.check_asked_at <= since)
    wanted = select(Poster).where(*_up_unseen(since), asked)
    whose = joinedload(Poster.shop).joinedload(Shop.household).joinedload(Household.keeper)
    locked = wanted.options(whose).with_for_update(of=Poster, skip_locked=True)
    return session.scalars(locked.order_by(Poster.id).limit(limit)).unique().all()


def _up_unseen(since: datetime) -> tuple[ColumnElement[bool], ...]:
    seen = select(Scan.id).where(Scan.poster_id == Poster.id, Scan.at > since).exists()
    return Poster.withdrawn_at.is_(None), Poster.placed_at <= since, ~seen


def _inside(wanted: Select[Thing], places: Sequence[Place]) -> Select[Thing]:
    village = aliased(Place)
    return (
        wanted.join(Poster.shop)
        .join(Shop.household)
        .join(village, village.id == Household.village_id)
        .where(lying_in(places, of=village))
    )
