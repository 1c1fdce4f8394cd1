"""Trade that moves with the calendar of reports, and not with the one of the fields."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from storefront.screening.dossier import Dossier, Finding, Sale, Sold
from storefront.screening.models import Scheme
from storefront.screening.rules.rule import clusters, codes, month_of, told, word_only
from storefront.screening.thresholds import Thresholds

MINUTES_APART = 300
"""Seconds: strangers do not queue up so evenly."""


def burst(it: Dossier, t: Thresholds) -> Iterator[Finding]:
    """Many orders just before figures are due, from few buyers, by the house's own word."""
    alive = [sale for sale in it.sales if not sale.has_ended]
    for deadline in it.market.deadlines:
        begin = deadline - timedelta(days=t.burst_days - 1)
        run = [sale for sale in alive if begin <= sale.day <= deadline]
        if len(run) < t.burst_orders or len(run) < t.burst_times * _usual(alive, begin, t):
            continue
        if word_only(run) >= t.word_only and _is_of_few(run, t.burst_buyers):
            yield Finding(
                Scheme.BURST,
                deadline.isoformat(),
                told(run, deadline=deadline.isoformat(), usual=round(_usual(alive, begin, t), 1)),
                orders=codes(run),
            )


def _usual(sales: list[Sale], before: date, t: Thresholds) -> float:
    """Orders in as many days, over the eight weeks before."""
    since = before - timedelta(days=56)
    return len([sale for sale in sales if since <= sale.day < before]) * t.burst_days / 56


def _is_of_few(sales: list[Sale], most: float) -> bool:
    """Few numbers; or many numbers typed on few browsers, or minutes apart."""
    if len({sale.phone for sale in sales}) <= most * len(sales):
        return True
    if all(sale.marks for sale in sales):
        return len({mark for sale in sales for mark in sale.marks}) <= most * len(sales)
    gaps = [(later.at - earlier.at).total_seconds() for earlier, later in pairwise(sales)]
    return bool(gaps) and median(gaps) <= MINUTES_APART


def revived(it: Dossier, t: Thresholds) -> Iterator[Finding]:
    """A shop that was dead for a season and sells again to two people who pay by its own word."""
    alive = [sale for sale in it.sales if not sale.has_ended]
    last = it.last_before
    for sale in alive:
        if last is not None and (sale.day - last).days >= t.dead_days:
            yield from _awake(sale, alive, (sale.day - last).days, t)
        last = sale.day


def _awake(first: Sale, sales: list[Sale], rested: int, t: Thresholds) -> Iterator[Finding]:
    end = first.day + timedelta(days=t.revived_days)
    run = [sale for sale in sales if first.day <= sale.day <= end]
    if len(run) < t.revived_orders or word_only(run) < t.word_only:
        return
    if _is_of_few(run, t.revived_buyers):
        yield Finding(
            Scheme.REVIVED, first.day.isoformat(), told(run, rested=rested), orders=codes(run)
        )


def price_outlier(it: Dossier, t: Thresholds) -> Iterator[Finding]:
    """Goods sold for many times what everybody else takes, or for a small part of it."""
    odd = [(sale, line) for sale in it.sales if not sale.has_ended for line in _odd(sale, it, t)]
    for run in clusters([sale for sale, _line in odd], days=t.month_days):
        line = next(line for sale, line in odd if sale is run[0])
        usual, known = it.market.prices[line.name, line.unit]
        yield Finding(
            Scheme.PRICE_OUTLIER,
            month_of(run),
            told(run, price=line.price, usual=usual, known=known, unit=line.unit, name=line.name),
            orders=codes(run),
        )


def _odd(sale: Sale, it: Dossier, t: Thresholds) -> list[Sold]:
    return [line for line in sale.lines if _is_odd(line, it, t)][:1]


def _is_odd(line: Sold, it: Dossier, t: Thresholds) -> bool:
    usual, known = it.market.prices.get((line.name, line.unit), (0, 0))
    if known < t.price_known:
        return False
    return line.price >= t.price_times * usual or line.price * t.price_times <= usual
