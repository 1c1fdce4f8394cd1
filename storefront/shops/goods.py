"""What a shop offers: listed, changed, and put back as it was."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from storefront import codes, units
from storefront.accounts.models import Person, Trace
from storefront.db import session
from storefront.facts.models import Indicator
from storefront.money import Money
from storefront.shops import grades, noting, prices, queries, restricted, reviewing
from storefront.shops.errors import CannotTakeBack, Restricted
from storefront.shops.folders import actions as folders
from storefront.shops.models import Category, Photo, Product, Shop
from storefront.shops.wording import names_around, reword

A_MOMENT = timedelta(minutes=2)
"""Two presses of one button are not further apart."""


@dataclass(frozen=True, slots=True)
class Goods:
    """What a shop says about a product."""

    name: str
    category: Category
    unit: str
    price: Money
    stock: int
    season: int = 0
    grade: str = ""
    gtin: str | None = None
    description: str = ""
    shelf_days: int | None = None
    shown: bool = True


def add_product(
    shop: Shop,
    goods: Goods,
    *,
    photo: Photo | None = None,
    beside: Product | None = None,
    ask: bool = False,
    by: Person,
    at: datetime,
) -> Product:
    """List goods; `beside` a sibling of which they are another grade. With `ask` a person looks at
    what the law may keep from the market; without it Restricted is raised."""
    rule = reviewing.touched(goods.name, goods.grade, goods.description, at=at)
    if rule and not ask:
        raise Restricted(rule)
    goods = replace(goods, shown=goods.shown and rule is None and shop.down_at is None)
    twin = _pressed_twice(shop, goods, at=at)
    if twin:
        return twin
    product = _listed(shop, goods, photo=photo, beside=beside, rule=rule, at=at)
    prices.note(product, by=by, at=at)
    grades.regroup(product, at=at)
    noting.touch(shop, at=at)
    noting.count(Indicator.PRODUCT_LISTED, shop.household, f"product:{product.code}", at=at)
    folders.lives(shop.household, at=at)
    said = {"product": product.code, "name": product.name, "photo": photo is not None}
    noting.trace("product.add", shop.household, by=by, at=at, **said)
    return product


def change_product(
    product: Product,
    goods: Goods,
    *,
    photo: Photo | None = None,
    ask: bool = False,
    by: Person,
    at: datetime,
) -> None:
    """Say something else about a product; without a new photo it keeps the one it has."""
    goods = replace(goods, shown=goods.shown and not product.is_down)
    if goods == goods_of(product) and photo is None:
        return
    rule = _newly_touched(product, goods, at=at)
    if rule and not ask:
        raise Restricted(rule)
    if rule:
        product.waits_for, goods = rule, replace(goods, shown=False)
    before = _plain(goods_of(product))
    for name, value in _columns(goods).items():
        setattr(product, name, value)
    product.photo = photo or product.photo
    prices.note(product, by=by, at=at)
    reword(product, places=names_around(product.shop))
    grades.regroup(product, at=at)
    _note_change(product, before, by=by, at=at)


def _newly_touched(product: Product, goods: Goods, *, at: datetime) -> str | None:
    """By a rule that nobody has looked at yet: other words, or what was hidden is to be seen."""
    said = goods.name, goods.grade, goods.description
    was = product.name, product.grade, product.description
    is_news = said != was or (goods.shown and not product.shown)
    if not is_news or product.cleared == restricted.digest(*said):
        return None
    rule = reviewing.touched(*said, at=at)
    if rule is None:
        product.waits_for = None
    return rule


def goods_of(product: Product) -> Goods:
    return Goods(**{name: getattr(product, name) for name in Goods.__slots__})


def take_back(deed: Trace, product: Product, *, by: Person, at: datetime) -> None:
    """Put back what a change of a product had replaced."""
    changes = deed.detail["changes"]
    now = _plain(goods_of(product))
    if any(now[name] != after for name, (_before, after) in changes.items()):
        raise CannotTakeBack(product.code)
    wanted = now | {name: before for name, (before, _after) in changes.items()}
    wanted |= {"price": Money(wanted["price"]), "category": Category(wanted["category"])}
    try:
        change_product(product, Goods(**wanted), by=by, at=at)
    except Restricted:
        raise CannotTakeBack(product.code) from None


def reword_all(shop: Shop, *, at: datetime) -> None:
    """The shop or its keeper has another name, by which buyers look for the goods."""
    around = names_around(shop)
    for product in shop.products:
        reword(product, places=around)
        product.changed_at = at


def _pressed_twice(shop: Shop, goods: Goods, *, at: datetime) -> Product | None:
    """The very same goods, listed a moment ago."""
    queries.alone_with(shop.household_id)
    wanted = select(Product).where(Product.shop_id == shop.id, Product.listed_at >= at - A_MOMENT)
    return next((it for it in session.scalars(wanted) if goods_of(it) == goods), None)


def _listed(
    shop: Shop,
    goods: Goods,
    *,
    photo: Photo | None,
    beside: Product | None,
    rule: str | None,
    at: datetime,
) -> Product:
    around = names_around(shop)
    product = Product(
        code=codes.short_code(7),
        shop=shop,
        photo=photo,
        listed_at=at,
        changed_at=at,
        waits_for=rule,
        variant_of_id=grades.lead_of(beside).id if beside else None,
        **_columns(goods),
    )
    reword(product, places=around)
    session.add(product)
    session.flush()
    return product


def _columns(goods: Goods) -> dict[str, Any]:
    held = units.read(goods.unit)
    amount = {"measure": held.measure if held else None, "holds": held.many if held else None}
    return {name: getattr(goods, name) for name in Goods.__slots__} | amount


def _plain(goods: Goods) -> dict[str, Any]:
    """As a trace keeps it."""
    return asdict(goods) | {"price": goods.price.dong, "category": goods.category.value}


def _note_change(product: Product, before: dict[str, Any], *, by: Person, at: datetime) -> None:
    after = _plain(goods_of(product))
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    product.changed_at = at
    noting.touch(product.shop, at=at)
    noting.trace(
        "product.change",
        product.shop.household,
        by=by,
        at=at,
        product=product.code,
        name=product.name,
        changes=changes,
    )
