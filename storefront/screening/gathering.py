"""Dossiers for the rules: many households with a dozen questions, however many there are."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median_low
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from storefront import clock
from storefront.db import session
from storefront.imports import queries as imports
from storefront.screening import homes, pictures, trade
from storefront.screening.dossier import Dossier, Import, Market, Other, PhotoUse, Sale, Trade, Ware
from storefront.screening.thresholds import USUAL, Thresholds
from storefront.shops.models import Household, Product, full_name


@dataclass(frozen=True)
class Ground:
    """What is looked up once a round."""

    market: Market
    imports: Mapping[int, tuple[Import, ...]] = field(default_factory=dict)
    """By household: what other platforms say it sold."""
    photos: dict[int, list[PhotoUse]] = field(default_factory=dict)


def ground(*, at: datetime, thresholds: Thresholds = USUAL) -> Ground:
    today = clock.village_date(at)
    back = today - timedelta(days=thresholds.look_back_days)
    market = Market(_prices(), _deadlines(today, thresholds.look_back_days))
    return Ground(market, _imports(back))


def _imports(since: date) -> dict[int, tuple[Import, ...]]:
    found: dict[int, tuple[Import, ...]] = {}
    for it in imports.sold_elsewhere(since=since):
        told = Import(it.source, it.since, it.until, it.orders, it.revenue)
        found[it.household_id] = (*found.get(it.household_id, ()), told)
    return found


def _prices() -> dict[tuple[str, str], tuple[int, int]]:
    """The middle price of what goes by the same name and unit."""
    asked: dict[tuple[str, str], list[int]] = defaultdict(list)
    for name, grade, unit, price in session.execute(
        select(Product.name, Product.grade, Product.unit, Product.price)
    ):
        asked[trade.folded(full_name(name, grade)), unit].append(price.dong)
    return {key: (median_low(prices), len(prices)) for key, prices in asked.items()}


def _deadlines(today: date, back: int) -> tuple[date, ...]:
    """Ends of months: quarters and years end with them."""
    found = []
    day = (today - timedelta(days=back)).replace(day=1)
    while day <= today:
        last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
        found.append(last)
        day = last + timedelta(days=1)
    return tuple(found)


def dossiers(
    ids: Sequence[int], around: Ground, *, at: datetime, thresholds: Thresholds = USUAL
) -> list[Dossier]:
    found = _gathered(ids, around, at=at, thresholds=thresholds)
    return [_dossier(it, found, around) for it in found.houses]


class _Gathered(NamedTuple):
    """What is read for many households at once, by household, but for what says otherwise."""

    today: date
    houses: Sequence[Household]
    sold: Mapping[int, Sequence[Sale]]
    goods: Mapping[int, Sequence[Ware]]
    staff: Mapping[int, set[str]]
    helpers: Mapping[int, dict[str, int]]
    before: Mapping[int, date]
    alike: Mapping[int, tuple[PhotoUse, ...]]
    near: dict[str, list[Other]]
    """By village and by account."""
    browsers: Mapping[int, set[str]]
    """By person."""
    numbers: Mapping[int, set[str]]
    """Of accounts, by person."""
    alongside: Mapping[int, tuple[int, int]]
    """By shop."""
    trades: tuple[Trade, ...]
    """Of all of them."""


def _gathered(
    ids: Sequence[int], around: Ground, *, at: datetime, thresholds: Thresholds
) -> _Gathered:
    today = clock.village_date(at)
    first = today - timedelta(days=thresholds.look_back_days)
    since = clock.start_of(first)
    houses, goods = _households(ids), homes.wares(ids)
    helpers = homes.helpers(houses)
    people = {who for of in helpers.values() for who in of.values()}
    people |= {it.keeper_id for it in houses}
    return _Gathered(
        today=today,
        houses=houses,
        sold=trade.sales(ids, since=since),
        goods=goods,
        staff=trade.staff(ids, since=since),
        helpers=helpers,
        before=homes.last_sales(ids, before=first),
        alike=pictures.uses(goods, bits=thresholds.photo_bits, known=around.photos),
        near=homes.others(houses),
        browsers=homes.browsers(people),
        numbers=homes.numbers(people),
        alongside=homes.opened_alongside([it.shop for it in houses if it.shop]),
        trades=trade.between_keepers(ids, since=since, steps=thresholds.ring_length),
    )


def _dossier(it: Household, found: _Gathered, around: Ground) -> Dossier:
    account, shop = it.account, it.shop
    key = homes.account_key(account.bank_bin, account.number) if account else ""
    hands = {it.keeper_id, *found.helpers[it.id].values()}
    return Dossier(
        household_id=it.id,
        today=found.today,
        keeper_id=it.keeper_id,
        keeper_phone=it.keeper.phone or "-",
        name=it.folded,
        birth_year=it.birth_year,
        village_id=it.village_id,
        opened_on=clock.village_date(shop.opened_at) if shop else None,
        opened_by=shop.opened_by_id if shop else 0,
        registered_by=it.registered_by_id,
        helpers=found.helpers[it.id],
        own_marks=frozenset(mark for hand in hands for mark in found.browsers[hand]),
        own_accounts=frozenset(found.numbers[it.keeper_id]),
        helper_accounts=frozenset(number for hand in hands for number in found.numbers[hand]),
        staff=frozenset(found.staff[it.id]),
        sales=tuple(found.sold[it.id]),
        wares=tuple(found.goods[it.id]),
        account=key,
        holder=trade.folded(account.holder) if account else "",
        same_account=homes.same_account(it, key, found.near),
        near=homes.near(it, key, found.near),
        photo_uses=found.alike.get(it.id, ()),
        opened_alongside=found.alongside[shop.id] if shop else (0, 0),
        trades=found.trades,
        last_before=found.before.get(it.id),
        imports=around.imports.get(it.id, ()),
        market=around.market,
    )


def _households(ids: Sequence[int]) -> Sequence[Household]:
    return session.scalars(
        select(Household)
        .where(Household.id.in_(ids))
        .options(
            joinedload(Household.keeper),
            joinedload(Household.shop),
            selectinload(Household.accounts),
        )
        .order_by(Household.id)
    ).all()
