"""Pairs that look like one household."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from storefront.accounts.models import Person
from storefront.db import session
from storefront.places.models import Place
from storefront.places.queries import lying_in
from storefront.shops.likeness import years_agree_in
from storefront.shops.models import Household, PaymentAccount, Twin
from storefront.twins.queries import STANDS, whole


class Likeness(enum.StrEnum):
    """Why two entries look like one household."""

    NAME = "name"
    """The same folded name in the same village, and no two years of birth."""
    PHONE = "phone"
    """One's wallet is the other's telephone number."""
    ACCOUNT = "account"
    """Paid at the same account."""


@dataclass(frozen=True, slots=True)
class Pair:
    one: Household
    other: Household
    alike: frozenset[Likeness]


def pairs(places: Sequence[Place], *, limit: int) -> list[Pair]:
    """Inside these places and nothing said of them yet, the newest entries first."""
    found = _alike(places, limit)
    newest = sorted(found, key=lambda ids: (ids[1], ids[0]), reverse=True)[:limit]
    homes = _homes({number for ids in newest for number in ids})
    return [Pair(homes[one], homes[other], frozenset(found[one, other])) for one, other in newest]


def by_commune(places: Sequence[Place], *, limit: int) -> dict[Place, int]:
    """How many pairs each commune has, of so many at most."""
    many: dict[Place, int] = defaultdict(int)
    for pair in pairs(places, limit=limit):
        if pair.one.village.parent:
            many[pair.one.village.parent] += 1
    return dict(sorted(many.items(), key=lambda it: -it[1]))


def _alike(places: Sequence[Place], limit: int) -> dict[tuple[int, int], set[Likeness]]:
    found: dict[tuple[int, int], set[Likeness]] = defaultdict(set)
    for why, wanted in _SEARCHES.items():
        for one, other in session.execute(_open_ones(wanted, places).limit(limit)):
            found[min(one, other), max(one, other)].add(why)
    return found


Pairs = Select[int, int]
_a, _b = aliased(Household), aliased(Household)
_one_village, _other_village = aliased(Place), aliased(Place)


def _named() -> Pairs:
    here = and_(_b.village_id == _a.village_id, _b.folded == _a.folded, _b.id > _a.id)
    return select(_a.id, _b.id).join(_b, here).where(years_agree_in(_a.birth_year, _b.birth_year))


def _paid() -> Pairs:
    one, other = aliased(PaymentAccount), aliased(PaymentAccount)
    same = and_(
        other.number == one.number,
        other.bank_bin == one.bank_bin,
        other.household_id > one.household_id,
        other.retired_at.is_(None),
    )
    wanted = select(_a.id, _b.id).join(one, one.household_id == _a.id).join(other, same)
    return wanted.join(_b, _b.id == other.household_id).where(one.retired_at.is_(None))


def _rung() -> Pairs:
    """Wallets go by telephone numbers: 0912… is the number of +84912…"""
    wallet, keeper = aliased(PaymentAccount), aliased(Person)
    rung = keeper.phone == "+84" + func.substr(wallet.number, 2)
    wanted = select(_a.id, _b.id).join(wallet, wallet.household_id == _a.id).join(keeper, rung)
    its = wallet.retired_at.is_(None), wallet.number.like("0_________"), _b.id != _a.id
    return wanted.join(_b, _b.keeper_id == keeper.id).where(*its)


_SEARCHES: dict[Likeness, Pairs] = {
    Likeness.NAME: _named(),
    Likeness.PHONE: _rung(),
    Likeness.ACCOUNT: _paid(),
}


def _open_ones(wanted: Pairs, places: Sequence[Place]) -> Pairs:
    said = exists().where(
        STANDS,
        or_(
            and_(Twin.one_id == _a.id, Twin.other_id == _b.id),
            and_(Twin.one_id == _b.id, Twin.other_id == _a.id),
        ),
    )
    return (
        wanted.join(_one_village, _one_village.id == _a.village_id)
        .join(_other_village, _other_village.id == _b.village_id)
        .where(lying_in(places, of=_one_village), lying_in(places, of=_other_village))
        .where(_a.gone_at.is_(None), _b.gone_at.is_(None), ~said)
        .order_by(_b.id.desc(), _a.id.desc())
    )


def _homes(ids: Iterable[int]) -> dict[int, Household]:
    found = session.scalars(whole().where(Household.id.in_(set(ids))))
    return {it.id: it for it in found.unique()}
