"""Buyers who are not buyers: the house itself, its helpers, its friends in a ring, staff."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from zlib import crc32

from storefront.screening.dossier import Dossier, Finding, Sale, Trade
from storefront.screening.models import Scheme
from storefront.screening.rules.rule import (
    by,
    clusters,
    codes,
    month_of,
    share,
    told,
    word_only,
)
from storefront.screening.thresholds import Thresholds


def self_buying(it: Dossier, t: Thresholds) -> Iterator[Finding]:
    """The keeper's own number or account at once; a helper's number, a browser, a door or the
    keeper's name on a transfer when it becomes a habit."""
    alive = [sale for sale in it.sales if not sale.has_ended]
    own = [sale for sale in alive if sale.phone == it.keeper_phone]
    yield from _monthly(own, "phone", least=1, t=t)
    helped = [sale for sale in alive if sale.phone in it.helpers and sale.phone != it.keeper_phone]
    yield from _monthly(helped, "helper", least=t.helper_orders, t=t)
    yield from _by_account(it, [sale for sale in alive if sale not in own], t)
    # What was entered for a caller was typed by the house, whichever browser it was typed in.
    seen = [sale for sale in alive if sale.by_hand or sale.marks & it.own_marks]
    strange = [sale for sale in seen if sale not in own and sale not in helped]
    yield from _soft(strange, "device", t.device_orders, t)
    for address, sales in by((sale for sale in alive if sale.address), lambda s: s.address).items():
        if len({sale.phone for sale in sales}) >= t.address_phones:
            yield from _soft(sales, f"address:{crc32(address.encode())}", t.address_orders, t)


def _by_account(it: Dossier, sales: list[Sale], t: Thresholds) -> Iterator[Finding]:
    """From an account of the house at once; from a helper's, or in the keeper's name, when it
    becomes a habit.

    Nobody can transfer to the account he pays from: it is another bank's, or an earlier one.
    """
    own = [sale for sale in sales if sale.payers & it.own_accounts]
    yield from _monthly(own, "account", least=1, t=t)
    helped = [sale for sale in sales if sale.payers & it.helper_accounts and sale not in own]
    yield from _monthly(helped, "account-helper", least=t.helper_orders, t=t)
    names = {it.name, it.holder} - {""}
    named = [sale for sale in sales if sale.payers & names and sale not in own]
    yield from _monthly(named, "payer", least=t.payer_orders, t=t)


def _soft(sales: list[Sale], key: str, least: int, t: Thresholds) -> Iterator[Finding]:
    """Only where nobody but the house tells of the money."""
    for run in clusters(sales, days=t.month_days):
        if len(run) >= least and word_only(run) >= t.word_only:
            yield _found(run, key)


def _monthly(sales: list[Sale], key: str, *, least: int, t: Thresholds) -> Iterator[Finding]:
    for run in clusters(sales, days=t.month_days):
        if len(run) >= least:
            yield _found(run, key)


def _found(sales: list[Sale], key: str) -> Finding:
    return Finding(
        Scheme.SELF_BUYING,
        f"{key}:{month_of(sales)}",
        told(sales, by=key.partition(":")[0]),
        orders=codes(sales),
    )


def circular(it: Dossier, t: Thresholds) -> Iterator[Finding]:
    """Money that comes back to where it went out, in about the same sum, within a month."""
    for trade in (trade for trade in it.trades if trade.seller == it.household_id):
        ring = _ring([trade], it.trades, t)
        if ring:
            mine = [sale for sale in it.sales if sale.code in {step.code for step in ring}]
            if mine:
                ways = sorted({step.seller for step in ring})
                yield Finding(
                    Scheme.CIRCULAR,
                    f"{ring[0].at:%Y-%m}:{'-'.join(map(str, ways))}"[:60],
                    told(mine, households=ways, ring=[step.code for step in ring]),
                    orders=codes(mine),
                )


def _ring(path: list[Trade], trades: tuple[Trade, ...], t: Thresholds) -> list[Trade]:
    """Follow the buyer of the last step to where he sold something, until we are back."""
    first, last = path[0], path[-1]
    if len(path) > 1 and last.buyer == first.seller:
        return path
    if len(path) >= t.ring_length:
        return []
    for step in trades:
        fresh = step.seller == last.buyer and step.seller not in {it.seller for it in path}
        if fresh and _is_alike(step, first, t):
            found = _ring([*path, step], trades, t)
            if found:
                return found
    return []


def _is_alike(one: Trade, other: Trade, t: Thresholds) -> bool:
    near = abs(one.at - other.at) <= timedelta(days=t.ring_days)
    return near and abs(one.amount - other.amount) <= t.ring_spread * other.amount


def staff_round(it: Dossier, t: Thresholds) -> Iterator[Finding]:
    """Officials and team members from anywhere who order sums, not goods."""
    bought = (sale for sale in it.sales if sale.phone in it.staff and not sale.has_ended)
    theirs = [sale for sale in bought if sale.phone not in it.helpers]
    for run in clusters(theirs, days=t.month_days):
        even = [sale for sale in run if sale.goods % t.round_step == 0]
        is_habit = len(even) >= t.staff_orders and len(even) > len({it.phone for it in even})
        if is_habit and share(even, run) >= t.round_share:
            yield Finding(
                Scheme.STAFF_ROUND,
                month_of(run),
                told(even, step=t.round_step),
                orders=codes(even),
            )


def unpaid_scan(it: Dossier, t: Thresholds) -> Iterator[Finding]:
    """Orders by QR that count as orders, and never as money."""
    scanned = [sale for sale in it.sales if sale.by_qr and _is_over(sale, it)]
    named = by(scanned, lambda sale: sale.phone)
    for sale in scanned:
        for mark in sale.marks:
            named.setdefault(mark, []).append(sale)
    whole = {"all": scanned}
    for sales in chain(named.values(), whole.values()):
        for run in clusters(sales, days=t.month_days):
            unpaid = [sale for sale in run if not sale.paid]
            if len(unpaid) >= t.scans and share(unpaid, run) >= t.scans_share:
                yield Finding(
                    Scheme.UNPAID_SCAN, month_of(unpaid), told(unpaid), orders=codes(unpaid)
                )


def _is_over(sale: Sale, it: Dossier) -> bool:
    return sale.has_ended or (it.today - sale.day).days >= 1
