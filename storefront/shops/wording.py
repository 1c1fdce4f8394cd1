"""The words by which buyers find a product."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from storefront.db import session
from storefront.places.models import Level, Place, Succession
from storefront.shops.models import Category, Household, Product, Shop
from storefront.text import fold, spelling

CATEGORY_WORDS: dict[Category, str] = {
    Category.FRUIT: "trái cây hoa quả fruit",
    Category.SPICE: "gia vị dược liệu spice herb",
    Category.HONEY: "mật ong honey",
    Category.VEGETABLE: "rau củ vegetable",
    Category.TEA: "chè trà tea",
    Category.DRY: "lương thực đồ khô dry food",
    Category.ANIMAL: "gia súc gia cầm thủy sản livestock poultry",
    Category.PREPARED: "đồ chế biến prepared food",
    Category.CRAFT: "thủ công thổ cẩm craft",
}


class Wording(NamedTuple):
    """What Product keeps in `words` and `folded`. A bar ends the product's own name."""

    words: str
    folded: str


def words_for(
    *, name: str, category: Category, shop: str, keeper: str, places: Iterable[str]
) -> Wording:
    """Set both columns from this whenever one of these changes."""
    around = " ".join([CATEGORY_WORDS[category], shop, keeper, *dict.fromkeys(places)])
    return Wording(
        f"{spelling(name)} | {spelling(around)}".strip(), f"{fold(name)} | {fold(around)}".strip()
    )


def reword(product: Product, *, places: Iterable[str]) -> None:
    """Let buyers find the product by what it, its shop and its places are called now."""
    with session.no_autoflush:  # a new product is written once, with its words
        shop, keeper = product.shop, product.shop.household.keeper
        graded = [product.grade, *(it.grade for it in product.variants if it.shown)]
    product.words, product.folded = words_for(
        name=" ".join(filter(None, [product.name, *graded])),
        category=product.category,
        shop=shop.name,
        keeper=keeper.name,
        places=places,
    )


def reword_village(village: Place, *, at: datetime) -> None:
    """Let buyers find the goods of a village by what it is called now."""
    there = select(Shop).join(Shop.household).where(Household.village_id == village.id)
    for shop in session.scalars(there):
        shop.changed_at = at
        names = names_around(shop)
        for product in shop.products:
            reword(product, places=names)
            product.changed_at = at


def names_around(shop: Shop) -> list[str]:
    """What people call where the shop is: its village, commune and province, and those that were
    there before the reforms, districts included."""
    village = shop.household.village
    return [village.name, *names_above(village.path, commune_id=shop.commune_id)]


def names_above(path: str, *, commune_id: int) -> list[str]:
    """The same without the village."""
    return _names([*_ids(path), commune_id, *_forerunners(commune_id)])


def _ids(path: str) -> list[int]:
    return [int(step) for step in path.strip("/").split("/") if step]


def _forerunners(commune_id: int) -> list[int]:
    """Old communes that went into this one, with the districts they lay in."""
    old = select(Succession.old_id).where(Succession.new_id == commune_id).cte(recursive=True)
    old = old.union(select(Succession.old_id).join(old, Succession.new_id == old.c.old_id))
    paths = session.scalars(select(Place.path).join(old, old.c.old_id == Place.id))
    return [step for path in paths for step in _ids(path)]


def _names(ids: list[int]) -> list[str]:
    wanted = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
    places = select(Place.name).where(Place.id.in_(ids), Place.level.in_(wanted))
    return list(session.scalars(places.order_by(Place.id)))
