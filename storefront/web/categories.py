"""What kinds of produce are called, where they are, and which picture stands for them."""

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


def index(counts: dict[Category, int]) -> list[tuple[str, str, int, str]]:
    """Name, address, how many, picture in static/: of every kind that there is."""
    return [
        (name_of(kind), f"/categories/{kind}", counts[kind], f"img/kinds/{kind}.webp")
        for kind in Category
        if kind in counts
    ]
