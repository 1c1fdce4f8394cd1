"""Two entries again: what went over goes back, as it is written down in `twin.moved`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from storefront.accounts import stays
from storefront.accounts.models import Consent, Ended, Person
from storefront.db import session
from storefront.facts import joining
from storefront.imports.models import ImportedRow
from storefront.posters.models import Poster
from storefront.ratings import actions as rating
from storefront.screening import actions as screening
from storefront.screening.models import Suspect
from storefront.shops import goods, noting, verifying
from storefront.shops.models import (
    Certificate,
    Folder,
    Household,
    PaymentAccount,
    Product,
    Shop,
)
from storefront.twins.moving import Moved, give_consents, settle_in
from storefront.visits import counting
from storefront.visits.models import IdentityCheck


def back(
    moved: Moved, kept: Household, gone: Household, *, cause: str, by: Person, at: datetime
) -> None:
    """Everything as it was before, but for what was counted: that changes from today on."""
    joining.reverse(moved["facts"], cause=cause, at=at)
    if phone := moved["phone"]:
        stays.end_all(kept.keeper, Ended.PHONE, by=by, at=at)
        kept.keeper.phone = None
        session.flush()
        gone.keeper.phone = phone
    consents = _those(Consent, moved["consents"])
    give_consents(consents, gone.keeper)
    for account in _those(PaymentAccount, moved["retired"]):
        account.retired_at = None
    for poster in _those(Poster, moved["posters"]):
        poster.withdrawn_at = poster.withdrawn_why = poster.withdrawn_by_id = None
    _hand_back(moved, gone, at=at)
    if rest := moved["rest"]:
        _sell_again(rest, kept, gone, at=at)
    session.flush()
    session.expire_all()
    for household in (gone, kept):
        if moved["checks"]:
            counting.count_checks(household, at=at)
        verifying.recount(household, at=at)
    for suspect in _those(Suspect, moved["suspects"]):
        screening.reopen(suspect, by=by, at=at)


def _those(kind: type[Any], ids: Sequence[int | None]) -> list[Any]:
    wanted = [number for number in ids if number is not None]
    return list(session.scalars(select(kind).where(kind.id.in_(wanted)).order_by(kind.id)))


def _hand_back(moved: Moved, gone: Household, *, at: datetime) -> None:
    for it in (
        *_those(PaymentAccount, [moved["account"]]),
        *_those(Folder, [moved["folder"]]),
        *_those(Shop, [moved["shop"]]),
        *_those(IdentityCheck, moved["checks"]),
        *_those(ImportedRow, moved["imported"]),
    ):
        it.household_id = gone.id
    if moved["shop"]:
        shop = session.get_one(Shop, moved["shop"])
        settle_in(shop, gone.village.parent_id, at=at)


def _sell_again(rest: Moved, kept: Household, gone: Household, *, at: datetime) -> None:
    shop = session.scalars(select(Shop).where(Shop.household_id == gone.id)).one()
    for it in (*_those(Product, rest["goods"]), *_those(Certificate, rest["labels"])):
        it.shop_id = shop.id
    for product in _those(Product, rest["hidden"]):
        product.shown = True
    shop.paused_at = datetime.fromisoformat(rest["paused_at"]) if rest["paused_at"] else None
    shop.paused_until = datetime.fromisoformat(rest["until"]).date() if rest["until"] else None
    session.flush()
    session.expire_all()
    rating.go_over(rest.get("ratings", []), to=shop, at=at)
    for each in (kept.shop, gone.shop):
        if each:
            goods.reword_all(each, at=at)
            noting.touch(each, at=at)
