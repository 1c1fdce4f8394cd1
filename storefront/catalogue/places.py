"""How many shops are open where."""

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from storefront.db import session
from storefront.places.models import Place
from storefront.shops.models import Shop


def open_shops(province: Place) -> dict[int, int]:
    """By commune id."""
    counted = (
        select(Shop.commune_id, func.count())
        .join(Place, Place.id == Shop.commune_id)
        .where(Place.parent_id == province.id, Shop.paused_at.is_(None))
        .group_by(Shop.commune_id)
    )
    return dict(session.execute(counted).all())


def open_shops_by_province() -> dict[int, int]:
    """By province id."""
    commune = aliased(Place)
    counted = (
        select(commune.parent_id, func.count())
        .join(Shop, Shop.commune_id == commune.id)
        .where(Shop.paused_at.is_(None))
        .group_by(commune.parent_id)
    )
    return {province: count for province, count in session.execute(counted) if province}
