"""What buyers' pages show: each of these is one statement, built once."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Row,
    bindparam,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from storefront.asking import beat, fetch, fetch_one
from storefront.catalogue.rows import CARD, COMMA, Card, bit, cards, joined, ready
from storefront.places.models import Place
from storefront.shops.models import Category, Household, Product, Shop

NEWEST = 5_000
"""Products from whose seasons the calendar of the year is drawn."""
LAST = 2**62


def overview() -> tuple[dict[Category, int], list[tuple[str, int]]]:
    """How many products of each kind there are, and the commonest seasonal ones, with months."""
    rows = fetch(_OVERVIEW)
    counts = {Category(row.category): row.many for row in rows if row.category}
    seasons = [(row.name, row.season) for row in rows if not row.category]
    return counts, seasons


def _overview() -> Any:
    many = func.count().label("many")
    counts = select(Product.category, null().label("name"), literal(0).label("season"), many)
    newest = (
        select(Product.name, Product.season)
        .where(Product.shown, Product.season.between(1, 4094))
        .order_by(Product.id.desc())
        .limit(NEWEST)
        .subquery("newest")
    )
    seasons = (
        select(null(), newest.c.name, newest.c.season, func.count().label("many"))
        .group_by(newest.c.name, newest.c.season)
        .order_by(func.count().desc(), newest.c.name)
        .limit(10)
        .subquery()
    )
    return union_all(counts.where(Product.shown).group_by(Product.category), select(seasons))


_OVERVIEW = _overview()


def of_category(
    category: Category, *, on: date, everything: bool, below: int | None, limit: int
) -> Sequence[Card]:
    """Newest first: what can be ordered today, or everything. `below` is the last id seen."""
    statement = _ALL_OF_CATEGORY if everything else _OF_CATEGORY
    values = {} if everything else {"month": bit(on.month)}
    return fetch(statement, category=category, below=below or LAST, limit=limit, **values)


_ALL_OF_CATEGORY = (
    cards()
    .where(Product.category == bindparam("category"), Product.id < bindparam("below"))
    .order_by(Product.id.desc())
    .limit(bindparam("limit"))
)
_OF_CATEGORY = _ALL_OF_CATEGORY.where(ready())


def of_place(place_id: int, *, on: date, below: int | None, limit: int) -> Sequence[Card]:
    """What can be ordered today from the shops of a commune."""
    return fetch(_OF_PLACE, place=place_id, month=bit(on.month), below=below or LAST, limit=limit)


_OF_PLACE = (
    cards()
    .where(Shop.commune_id == bindparam("place"), Product.id < bindparam("below"), ready())
    .order_by(Product.id.desc())
    .limit(bindparam("limit"))
)


def picked_now(*, on: date, limit: int) -> Sequence[Card]:
    """What is in season and can be ordered today, of the goods listed last."""
    return fetch(_PICKED_NOW, month=bit(on.month), limit=limit)


def _picked_now() -> Any:
    newest = (
        select(Product.id).where(Product.shown).order_by(Product.id.desc()).limit(NEWEST).subquery()
    )
    few = cards().join(newest, newest.c.id == Product.id).where(Product.season != 0, ready())
    return few.order_by(Product.id.desc()).limit(bindparam("limit"))


_PICKED_NOW = _picked_now()


def by_ids(ids: Sequence[int]) -> Sequence[Card]:
    """Cards of these products, shown or not any more; a basket must be able to say so."""
    return fetch(_by_ids(len(ids)), **{f"id{nth}": one for nth, one in enumerate(ids)})


def orderable(shop_code: str) -> Sequence[Card]:
    """All that a shop shows, with what an order must know of it, in the order it was listed."""
    return fetch(_ORDERABLE, shop=shop_code)


def orderable_product(code: str) -> Card | None:
    """The same of one product."""
    return fetch_one(_ORDERABLE_PRODUCT, code=code)


_FOR_ORDERS = joined(
    select(
        *CARD,
        Product.shown,
        Product.shelf_days,
        Shop.ways,
        Shop.commune_id,
        Shop.hours,
        Shop.pause_reason,
        Shop.paused_until,
        Product.shop_id,
    )
)
_ORDERABLE = _FOR_ORDERS.where(Shop.code == bindparam("shop"), Product.shown).order_by(Product.id)
_ORDERABLE_PRODUCT = _FOR_ORDERS.where(Product.code == bindparam("code"), Product.shown)


@lru_cache(maxsize=64)
def _by_ids(many: int) -> Any:
    ids: list[Any] = [bindparam(f"id{nth}") for nth in range(many)]
    return _FOR_ORDERS.where(Product.id.in_(ids))


_village = aliased(Place, name="village")
_commune = aliased(Place, name="commune")


def shops(*, commune_id: int | None = None, below: int | None, limit: int) -> Sequence[Row[Any]]:
    """Shops, newest first, each with the names of a few of its goods."""
    if commune_id is None:
        return fetch(_SHOPS, below=below or LAST, limit=limit)
    return fetch(_SHOPS_OF_COMMUNE, below=below or LAST, limit=limit, commune=commune_id)


def _few_goods() -> Any:
    few = (
        select(Product.name)
        .where(Product.shop_id == Shop.id, Product.shown)
        .order_by(Product.id)
        .limit(3)
        .correlate(Shop)
        .subquery("few")
    )
    return select(func.aggregate_strings(few.c.name, COMMA)).scalar_subquery().label("goods")


_SHOPS = (
    select(
        Shop.id,
        Shop.code.label("shop_code"),
        Shop.name.label("shop_name"),
        Shop.paused_at.is_not(None).label("paused"),
        _village.kind.label("village_kind"),
        _village.name.label("village"),
        _commune.kind.label("commune_kind"),
        _commune.name.label("commune"),
        _commune.lat,
        _commune.lon,
        _few_goods(),
    )
    .select_from(Shop)
    .join(Household, Household.id == Shop.household_id)
    .join(_village, _village.id == Household.village_id)
    .join(_commune, _commune.id == Shop.commune_id)
    .where(Shop.id < bindparam("below"), Household.gone_at.is_(None), Shop.down_at.is_(None))
    .order_by(Shop.id.desc())
    .limit(bindparam("limit"))
)
_SHOPS_OF_COMMUNE = _SHOPS.where(Shop.commune_id == bindparam("commune"))


def pulse() -> str | None:
    """Moves whenever some product or shop changes."""
    return beat(_PULSE)


_PULSE = select(
    select(func.max(Product.changed_at)).scalar_subquery(),
    select(func.max(Shop.changed_at)).scalar_subquery(),
)


LEAF = 10_000
"""Ids on one leaf of the sitemap."""


def last_ids() -> tuple[int | None, int | None]:
    """The newest product's and the newest shop's."""
    newest = fetch(_LAST_IDS)[0]
    return newest.product, newest.shop


_LAST_IDS = select(
    select(func.max(Product.id)).scalar_subquery().label("product"),
    select(func.max(Shop.id)).scalar_subquery().label("shop"),
)


def codes_of_products(leaf: int) -> Sequence[str]:
    return [row.code for row in fetch(_CODES_OF_PRODUCTS, first=leaf * LEAF, end=(leaf + 1) * LEAF)]


def codes_of_shops(leaf: int) -> Sequence[str]:
    return [row.code for row in fetch(_CODES_OF_SHOPS, first=leaf * LEAF, end=(leaf + 1) * LEAF)]


_CODES_OF_PRODUCTS = (
    select(Product.code)
    .where(Product.shown, Product.id >= bindparam("first"), Product.id < bindparam("end"))
    .order_by(Product.id)
)
_CODES_OF_SHOPS = (
    select(Shop.code)
    .where(Shop.id >= bindparam("first"), Shop.id < bindparam("end"), Shop.down_at.is_(None))
    .order_by(Shop.id)
)
