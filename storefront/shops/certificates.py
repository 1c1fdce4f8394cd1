"""Papers that say something for goods: entered with their end, taken off, and spoken of in time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from storefront import clock
from storefront.accounts.models import Person
from storefront.db import session
from storefront.shops import letters, noting
from storefront.shops.models import (
    Certificate,
    CertificateKind,
    Household,
    Photo,
    Product,
    Shop,
)

SOON = timedelta(days=60)
"""A new rating takes weeks; in Lạng Sơn a third of OCOP papers ran out unnoticed."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What is written on it."""

    kind: CertificateKind
    number: str
    issuer: str
    issued_on: date
    expires_on: date
    stars: int | None = None
    product: Product | None = None
    """Nothing here means the whole shop."""


def enter(
    shop: Shop, paper: Paper, *, photo: Photo | None, by: Person, at: datetime
) -> Certificate:
    """The same paper twice is one."""
    same = (Certificate.shop_id == shop.id, Certificate.number == paper.number)
    known = session.scalar(select(Certificate).where(*same, Certificate.kind == paper.kind))
    if known:
        return known
    found = Certificate(
        shop_id=shop.id,
        product=paper.product,
        kind=paper.kind,
        stars=paper.stars,
        number=paper.number,
        issuer=paper.issuer,
        issued_on=paper.issued_on,
        expires_on=paper.expires_on,
        photo=photo,
        entered_by_id=by.id,
    )
    session.add(found)
    session.flush()
    _note("certificate.enter", shop, found, by=by, at=at)
    return found


def take_off(shop: Shop, certificate: Certificate, *, by: Person, at: datetime) -> None:
    """Withdrawn, or written down wrongly. The trace keeps what it said."""
    _note("certificate.take_off", shop, certificate, by=by, at=at)
    session.delete(certificate)


def licences(shop: Shop, *, on: date) -> list[Certificate]:
    """Those that hold: whoever decides about restricted goods wants to see them."""
    kind = CertificateKind.LICENCE
    return [it for it in shop.certificates if it.kind is kind and it.is_valid(on)]


def remind_due(*, at: datetime) -> int:
    """Tell keepers once of papers that end soon."""
    today = clock.village_date(at)
    wanted = (
        select(Certificate, Shop)
        .join(Shop, Shop.id == Certificate.shop_id)
        .where(
            Certificate.reminded_at.is_(None),
            Certificate.expires_on > today,
            Certificate.expires_on <= today + SOON,
        )
        .options(joinedload(Shop.household).joinedload(Household.keeper))
        .order_by(Certificate.id)
        .limit(200)
    )
    due = session.execute(wanted).all()
    for certificate, shop in due:
        certificate.reminded_at = at
        letters.paper_ends(shop, certificate, at=at)
    return len(due)


def _note(verb: str, shop: Shop, it: Certificate, *, by: Person, at: datetime) -> None:
    noting.touch(shop, at=at)
    said = {"kind": it.kind.value, "number": it.number, "until": it.expires_on.isoformat()}
    noting.trace(verb, shop.household, by=by, at=at, **said)
