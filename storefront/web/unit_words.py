"""What units are called to those who do not know them, and what one of what is inside costs."""

from functools import lru_cache
from typing import NamedTuple

from flask import Flask
from flask_babel import ngettext

from storefront import units
from storefront.money import Money
from storefront.orders import weighing
from storefront.orders.models import Order, OrderLine
from storefront.text import fold
from storefront.units import Measure
from storefront.web.filters import in_digits
from storefront.web.languages import language


def install(app: Flask) -> None:
    app.jinja_env.filters.update(
        unit_price=unit_price,
        unit_explained=unit_explained,
        by_scale=by_scale,
        counted=counted,
        kilos=kilos,
        said_weight=said_weight,
        span=span,
    )


class Scale(NamedTuple):
    """What something may come to once it is weighed."""

    least: Money
    most: Money


def by_scale(unit: str, about: Money) -> Scale | None:
    """Of what is sold so: `about` is what as much as was said costs."""
    held = units.read(unit)
    if held is None or held.least is None or held.most is None:
        return None
    least, most = (held.by_weight(about.dong, it) for it in (held.least, held.most))
    return Scale(Money(least), Money(most))


def counted(unit: str) -> str:
    """What is counted, without what one of it holds: 3 chục, 9 con."""
    return unit.partition(" (")[0]


def kilos(grams: int) -> str:
    return f"{units.kilos(grams, language())}\u00a0kg"


def said_weight(line: OrderLine) -> str:
    """1,6–2 kg"""
    return "–".join([units.kilos(line.span[0], language()), kilos(line.span[1])])


def span(order: Order) -> str:
    """From what to what an order may come."""
    weighed = weighing.lines(order)
    ends = ({it.id: it.span[end] for it in weighed} for end in (0, 1))
    return " – ".join(in_digits(weighing.comes_to(order, grams) + order.fee) for grams in ends)


def unit_price(price: Money, unit: str) -> str | None:
    """6.667 ₫/quả; nothing where that is the price already, or nobody knows."""
    held = units.read(unit)
    if held is None or held.is_base:
        return None
    return f"{in_digits(Money(held.unit_price(price.dong)))}/{held.base}"


def unit_explained(unit: str) -> str | None:
    """For readers from elsewhere: what a bó is, and how much a yến. Nothing for what all know."""
    return _explained(unit, language())


@lru_cache(maxsize=2048)
def _explained(unit: str, language: str) -> str | None:
    held, pack = units.read(unit), fold(unit).partition(" ")[0]
    amount = _amount(held) if held and not held.is_base and unit not in held.base else ""
    if language == "en":
        return ", ".join(filter(None, [_ENGLISH.get(pack), amount])) or None
    return amount if pack in _OLD else None


def _amount(held: units.Amount) -> str:
    if held.measure is Measure.PIECES:
        return str(ngettext("%(num)s piece", "%(num)s pieces", held.many))
    name, small = ("kg", "g") if held.measure is Measure.MASS else ("l", "ml")
    if held.many % 1_000 == 0:
        return f"{held.many // 1_000}\u00a0{name}"
    return f"{held.many}\u00a0{small}"


_OLD = frozenset({"yen", "ta", "lang"})
"""Weights of the market that a buyer in town may not know."""
_ENGLISH = {
    "bo": "bundle",
    "mo": "small bunch",
    "chuc": "about ten",
    "con": "live animal",
    "qua": "piece",
    "trai": "piece",
    "chai": "bottle",
    "lo": "jar",
    "lit": "litre",
    "goi": "packet",
    "tui": "bag",
    "hop": "box",
    "thung": "crate",
    "chiec": "piece",
    "cai": "piece",
    "bap": "ear",
    "canh": "branch",
    "cay": "plant",
}
"""Units stay as the house says them; this stands beside."""
