"""What goods have cost: written down whenever a price or its unit changes."""

from datetime import datetime

from sqlalchemy import select

from storefront import clock
from storefront.accounts.models import Person
from storefront.db import session
from storefront.shops.models import Price, Product


def note(product: Product, *, by: Person, at: datetime) -> None:
    """Adds a row if the price is another than the last."""
    last = session.scalar(
        select(Price).where(Price.product_id == product.id).order_by(Price.id.desc()).limit(1)
    )
    if last is None or (last.price, last.unit) != (product.price, product.unit):
        session.add(
            Price(
                product_id=product.id,
                price=product.price,
                unit=product.unit,
                since=clock.village_date(at),
                said_by_id=by.id,
            )
        )


def of(product: Product) -> list[Price]:
    """Newest first."""
    wanted = select(Price).where(Price.product_id == product.id).order_by(Price.id.desc())
    return list(session.scalars(wanted.limit(50)))
