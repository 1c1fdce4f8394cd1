"""What a rule is: a name, what it looks at, why it may be innocent, and a pure function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from storefront.screening.dossier import Dossier, Finding, Sale
from storefront.screening.models import Scheme
from storefront.screening.thresholds import Thresholds

Key = TypeVar("Key")


def marked(words: str) -> str:
    """Marks words for the translators."""
    return words


@dataclass(frozen=True, slots=True)
class Rule:
    scheme: Scheme
    name: str
    looks_at: str
    innocent: str
    """Why it may be innocent: read it before deciding."""
    find: Callable[[Dossier, Thresholds], Iterable[Finding]]


def codes(sales: Iterable[Sale]) -> frozenset[str]:
    return frozenset(sale.code for sale in sales)


def total(sales: Iterable[Sale]) -> int:
    return sum(sale.goods for sale in sales)


def share(some: Sequence[object], of: Sequence[object]) -> float:
    return len(some) / len(of) if of else 0.0


def word_only(sales: Sequence[Sale]) -> float:
    return share([sale for sale in sales if sale.is_word_only], sales)


def by(sales: Iterable[Sale], key: Callable[[Sale], Key]) -> dict[Key, list[Sale]]:
    grouped: dict[Key, list[Sale]] = defaultdict(list)
    for sale in sales:
        grouped[key(sale)].append(sale)
    return grouped


def clusters(sales: Sequence[Sale], *, days: int) -> Iterator[list[Sale]]:
    """Runs of sales, each begun within so many days of its first."""
    run: list[Sale] = []
    for sale in sales:
        if run and sale.at - run[0].at > timedelta(days=days):
            yield run
            run = []
        run.append(sale)
    if run:
        yield run


def told(sales: Sequence[Sale], **more: object) -> dict[str, object]:
    """What every suspicion about orders says."""
    return {
        "orders": len(sales),
        "amount": total(sales),
        "from": sales[0].day.isoformat(),
        "to": sales[-1].day.isoformat(),
        "buyers": len({sale.phone for sale in sales}),
        "word_only": round(100 * word_only(sales)),
        "by_hand": len([sale for sale in sales if sale.by_hand]),
    } | more


def month_of(sales: Sequence[Sale]) -> str:
    return f"{sales[0].day:%Y-%m}"
