from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from storefront.db import session
from storefront.places.models import Place
from storefront.posters.models import Leads, Poster
from storefront.shops.models import Household, PaymentAccount, Shop

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
