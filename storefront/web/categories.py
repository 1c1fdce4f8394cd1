"""What kinds of produce are called, where they are, and which picture stands for them."""

from collections.abc import Mapping
from functools import cache

from flask_babel import lazy_gettext as _l

from storefront.shops.models import Category
from storefront.web.languages import language

NAMES = {
    Category.FRUIT: _l("Fruit"),
    Category.SPICE: _l("Spices, herbs"),
    Category.HONEY: _l("Honey"),
    Category.VEGETABLE: _l("Vegetables, roots, mushrooms"),
    Category.TEA: _l("Tea"),
    Category.DRY: _l("Rice, dry food"),
    Category.ANIMAL: _l("Poultry, fish, meat"),
    Category.PREPARED: _l("Cakes, pickles, drinks"),
    Category.CRAFT: _l("Indigo cloth, brocade"),
}


def name_of(category: Category) -> str:
    return _name(category, language())


@cache
def _name(category: Category, _language: str) -> str:
    """In the reader's language, which is the second word."""
    return str(NAMES[category])


def index(counts: Mapping[Category, int] | None = None) -> list[tuple[str, str, int | None, str]]:
    """Name, address, how many, picture in static/: of every kind, or of those counted."""
    kinds = dict.fromkeys(Category) if counts is None else counts
    return [
        (name_of(kind), f"/categories/{kind}", kinds[kind], f"img/kinds/{kind}.webp")
        for kind in Category
        if kind in kinds
    ]
