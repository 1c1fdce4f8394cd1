"""Dossiers for the rules: many households with a dozen questions, however many there are."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median_low

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from storefront import clock
from storefront.db import session
from storefront.imports import queries as imports
from storefront.screening import homes, pictures, trade
from storefront.screening.dossier import Dossier, Import, Market, PhotoUse
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
    today = clock.village_date(at)
    first = today - timedelta(days=thresholds.look_back_days)
    since = clock.start_of(first)
    houses = _households(ids)
    sold, goods = trade.sales(ids, since=since), homes.wares(ids)
    staff = trade.staff(ids, since=since)
    trades = trade.between_keepers(ids, since=since, steps=thresholds.ring_length)
    helpers, near = homes.helpers(houses), homes.others(houses)
    people = {it.keeper_id for it in houses} | {
        who for of in helpers.values() for who in of.values()
    }
    browsers = homes.browsers(people)
    alongside = homes.opened_alongside([it.shop for it in houses if it.shop])
    before = homes.last_sales(ids, before=first)
    alike = pictures.uses(goods, bits=thresholds.photo_bits, known=around.photos)
    found = []
    for it in houses:
        account = it.account
        key = homes.account_key(account.bank_bin, account.number) if account else ""
        hands = {it.keeper_id, *helpers[it.id].values()}
        found.append(
            Dossier(
                household_id=it.id,
                today=today,
                keeper_id=it.keeper_id,
                keeper_phone=it.keeper.phone or "-",
                name=it.folded,
                birth_year=it.birth_year,
                village_id=it.village_id,
                opened_on=clock.village_date(it.shop.opened_at) if it.shop else None,
                opened_by=it.shop.opened_by_id if it.shop else 0,
                registered_by=it.registered_by_id,
                helpers=helpers[it.id],
                own_marks=frozenset(mark for hand in hands for mark in browsers[hand]),
                staff=frozenset(staff[it.id]),
                sales=tuple(sold[it.id]),
                wares=tuple(goods[it.id]),
                account=key,
                holder=trade.folded(account.holder) if account else "",
                same_account=homes.same_account(it, key, near),
                namesakes=homes.namesakes(it, key, near),
                photo_uses=alike.get(it.id, ()),
                opened_alongside=alongside[it.shop.id] if it.shop else (0, 0),
                trades=trades,
                last_before=before.get(it.id),
                imports=around.imports.get(it.id, ()),
                market=around.market,
            )
        )
    return found


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
