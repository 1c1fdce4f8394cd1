"""Who the households are, what they share with others, and what stands on their stalls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, exists, false, func, or_, select, tuple_

from storefront import clock
from storefront.accounts.models import Person
from storefront.db import session
from storefront.facts.models import Fact, Indicator
from storefront.orders.models import Order
from storefront.screening.dossier import Other, Ware
from storefront.screening.models import Mark
from storefront.screening.trade import folded
from storefront.shops.models import Household, PaymentAccount, Product, Shop
from storefront.teams.models import Membership

ALONGSIDE = timedelta(days=7)


def wares(households: Sequence[int]) -> dict[int, list[Ware]]:
    found: dict[int, list[Ware]] = defaultdict(list)
    for household_id, it in session.execute(
        select(Shop.household_id, Product).join(Product).where(Shop.household_id.in_(households))
    ):
        found[household_id].append(
            Ware(
                it.code,
                folded(it.name),
                it.unit,
                it.price.dong,
                it.stock,
                it.shown,
                clock.village_date(it.listed_at),
                it.photo_id,
            )
        )
    return found


def helpers(homes: Sequence[Household]) -> dict[int, dict[str, int]]:
    """The team's members, and whoever registered the household or opened its shop."""
    teams = {it.team_id for it in homes if it.team_id}
    members = _people(
        select(Membership.team_id, Person.phone, Person.id)
        .join(Membership.person)
        .where(Membership.team_id.in_(teams), Person.phone.is_not(None))
    )
    hands = {it.registered_by_id for it in homes}
    hands |= {it.shop.opened_by_id for it in homes if it.shop}
    named = session.execute(select(Person.id, Person.phone).where(Person.id.in_(hands)))
    phones = {row.id: row.phone for row in named}
    found = {}
    for it in homes:
        own = {it.registered_by_id, *([it.shop.opened_by_id] if it.shop else [])}
        theirs = {str(phones[hand]): hand for hand in own if phones.get(hand)}
        everybody = {**members.get(it.team_id or 0, {}), **theirs}
        found[it.id] = {p: who for p, who in everybody.items() if who != it.keeper_id}
    return found


def _people(wanted: Any) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for key, phone, person_id in session.execute(wanted):
        found[key][phone] = person_id
    return found


def browsers(people: Iterable[int]) -> dict[int, set[str]]:
    """In which each person has signed in."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = session.execute(select(Mark.person_id, Mark.mark).where(Mark.person_id.in_(set(people))))
    for person_id, mark in rows:
        found[person_id or 0].add(mark)
    return found


def numbers(people: Iterable[int]) -> dict[int, set[str]]:
    """Of all accounts that households of each of these keepers have ever declared."""
    found: dict[int, set[str]] = defaultdict(set)
    wanted = select(Household.keeper_id, PaymentAccount.number).join(
        PaymentAccount, PaymentAccount.household_id == Household.id
    )
    for keeper_id, number in session.execute(wanted.where(Household.keeper_id.in_(set(people)))):
        found[keeper_id].add(number)
    return found


def others(homes: Sequence[Household]) -> dict[str, list[Other]]:
    """By village and by account: everybody who might be one of these households again."""
    accounts = [
        (account.number, account.bank_bin) for it in homes if (account := it.account) is not None
    ]
    same = select(PaymentAccount.household_id).where(
        tuple_(PaymentAccount.number, PaymentAccount.bank_bin).in_(accounts),
        PaymentAccount.retired_at.is_(None),
    )
    paid = and_(PaymentAccount.household_id == Household.id, PaymentAccount.retired_at.is_(None))
    rows = session.execute(
        select(
            Household.id,
            Household.folded,
            Household.birth_year,
            Household.village_id,
            Household.registered_by_id,
            PaymentAccount.bank_bin,
            PaymentAccount.number,
        )
        .outerjoin(PaymentAccount, paid)
        .where(
            or_(
                Household.village_id.in_({it.village_id for it in homes}),
                Household.id.in_(same) if accounts else false(),
            ),
            Household.gone_at.is_(None),
        )
        .order_by(PaymentAccount.id)
    )
    newest: dict[int, Other] = {}
    for key, name, year, village_id, hand, bank, number in rows:
        paid_at = account_key(bank, number) if number else ""
        newest[key] = Other(key, name, year, village_id, paid_at, hand)
    found: dict[str, list[Other]] = defaultdict(list)
    for other in newest.values():
        found[f"village:{other.village_id}"].append(other)
        if other.account:
            found[other.account].append(other)
    return found


def account_key(bank_bin: str, number: str) -> str:
    return f"{bank_bin}:{number}"


def near(it: Household, account: str, found: dict[str, list[Other]]) -> tuple[Other, ...]:
    both = [*found[f"village:{it.village_id}"], *(found[account] if account else [])]
    return tuple({other.id: other for other in both if other.id != it.id}.values())


def same_account(it: Household, account: str, found: dict[str, list[Other]]) -> tuple[Other, ...]:
    if not account:
        return ()
    return tuple(replace(other) for other in found[account] if other.id != it.id)


def opened_alongside(shops: Sequence[Shop]) -> dict[int, tuple[int, int]]:
    """By shop: how many the same hand opened within days of it, and how many stayed empty."""
    hands = {shop.opened_by_id for shop in shops}
    has_goods = exists().where(Product.shop_id == Shop.id, Product.stock > 0)
    has_sold = exists().where(Order.shop_id == Shop.id)
    rows = session.execute(
        select(Shop.opened_by_id, Shop.opened_at, or_(has_goods, has_sold)).where(
            Shop.opened_by_id.in_(hands)
        )
    ).all()
    found = {}
    for shop in shops:
        near = [
            lives
            for hand, at, lives in rows
            if hand == shop.opened_by_id and abs(at - shop.opened_at) <= ALONGSIDE
        ]
        found[shop.id] = (len(near), len([lives for lives in near if not lives]))
    return found


def last_sales(households: Sequence[int], *, before: date) -> dict[int, date]:
    wanted = (
        select(Fact.household_id, func.max(Fact.day))
        .where(
            Fact.household_id.in_(households),
            Fact.indicator == Indicator.ORDER_PLACED,
            Fact.day < before,
        )
        .group_by(Fact.household_id)
    )
    return {row[0]: row[1] for row in session.execute(wanted)}
