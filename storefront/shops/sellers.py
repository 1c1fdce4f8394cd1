"""Who sells: what a shop declares of itself, as distance selling and platforms ask for it."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

from storefront.accounts.models import Person
from storefront.db import session
from storefront.shops import noting
from storefront.shops.models import Household, Seller, SellerKind, Shop

REGISTERED = frozenset({SellerKind.BUSINESS, SellerKind.COOPERATIVE, SellerKind.COMPANY})
_OF_A_BUSINESS = re.compile(r"\d{10}(-\d{3})?", re.ASCII)
_OF_A_PERSON = re.compile(r"\d{12}", re.ASCII)
KEPT_OF_A_PERSON = 4


class NoTaxCode(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class Declared:
    kind: SellerKind
    name: str | None
    tax_code: str | None
    registration: str | None
    issuer: str | None
    registered_on: date | None
    phone: str | None


class Ring(NamedTuple):
    name: str
    phone: str | None


def tax_code(typed: str) -> str:
    """As it is kept. Raises NoTaxCode.

    Since July 2025 a person's own number is their tax code: nobody asks a market to show it whole,
    so that the market does not have it.
    """
    digits = re.sub(r"[\s.\-]", "", typed)
    if _OF_A_PERSON.fullmatch(digits):
        return digits[-KEPT_OF_A_PERSON:]
    code = digits if len(digits) == 10 else f"{digits[:10]}-{digits[10:]}"
    if not _OF_A_BUSINESS.fullmatch(code):
        raise NoTaxCode(typed)
    return code


def is_of_a_person(code: str) -> bool:
    return len(code) == KEPT_OF_A_PERSON


def of(shop: Shop) -> Seller | None:
    return session.scalar(select(Seller).where(Seller.shop_id == shop.id))


def declare(shop: Shop, said: Declared, *, by: Person, at: datetime) -> Seller:
    """The newest word stands; the trace keeps that it was another before."""
    seller = of(shop) or Seller(shop_id=shop.id)
    for name, value in asdict(said).items():
        setattr(seller, name, value)
    seller.declared_at, seller.declared_by_id = at, by.id
    session.add(seller)
    _note("seller.declare", shop, said.kind, by=by, at=at)
    return seller


def take_back(shop: Shop, *, by: Person, at: datetime) -> None:
    """Buyers read again that nothing is declared."""
    seller = of(shop)
    if seller is not None:
        session.delete(seller)
        _note("seller.take_back", shop, seller.kind, by=by, at=at)


def whom_to_ring(code: str) -> Ring | None:
    """The shop's name and the number it gives; nothing where there is no shop."""
    wanted = (
        select(Shop.name, Seller.phone)
        .join(Household, Household.id == Shop.household_id)
        .outerjoin(Seller, Seller.shop_id == Shop.id)
        .where(Shop.code == code, Household.gone_at.is_(None))
    )
    found = session.execute(wanted).one_or_none()
    return Ring(*found) if found else None


def _note(verb: str, shop: Shop, kind: SellerKind, *, by: Person, at: datetime) -> None:
    noting.touch(shop, at=at)
    noting.trace(verb, shop.household, by=by, at=at, kind=kind.value)
