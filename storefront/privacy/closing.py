"""What was somebody's no longer works for them: the shop sells nothing and has no page, nothing is
paid to it, nothing printed leads to it. What was counted of it stays counted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from storefront import codes
from storefront.accounts.models import Consent, Person
from storefront.db import session
from storefront.payments.models import MerchantCredential
from storefront.posters.models import Poster, Why
from storefront.recordings.models import ScreenVoice
from storefront.shops import noting, queries
from storefront.shops.models import Household, PaymentAccount, Product, Shop


def close(person: Person, *, by: Person, at: datetime) -> None:
    given = update(Consent).where(Consent.person_id == person.id, Consent.withdrawn_at.is_(None))
    session.execute(given.values(withdrawn_at=at))
    spoken = update(ScreenVoice).where(ScreenVoice.by_id == person.id)
    silenced = spoken.where(ScreenVoice.silenced_at.is_(None))
    session.execute(silenced.values(silenced_at=at, silenced_by_id=by.id))
    household = queries.kept_by(person)
    if household is not None:
        _close_house(household, by=by, at=at)


def _close_house(household: Household, *, by: Person, at: datetime) -> None:
    mine = PaymentAccount.household_id == household.id, PaymentAccount.retired_at.is_(None)
    session.execute(update(PaymentAccount).where(*mine).values(retired_at=at))
    own = MerchantCredential.household_id == household.id, MerchantCredential.retired_at.is_(None)
    session.execute(update(MerchantCredential).where(*own).values(retired_at=at))
    if household.shop:
        _close_shop(household.shop, by=by, at=at)
    household.gone_at = at
    noting.trace("household.erase", household, by=by, at=at)


def _close_shop(shop: Shop, *, by: Person, at: datetime) -> None:
    """Its address held the name."""
    shop.code, shop.paused_at = f"x-{codes.short_code(10)}", shop.paused_at or at
    noting.touch(shop, at=at)
    goods = update(Product).where(Product.shop_id == shop.id)
    session.execute(goods.values(shown=False, changed_at=at))
    hung = update(Poster).where(Poster.shop_id == shop.id, Poster.withdrawn_at.is_(None))
    why = Why.ACCOUNT_RETIRED
    session.execute(hung.values(withdrawn_at=at, withdrawn_by_id=by.id, withdrawn_why=why))
