"""Two entries of the book side by side: what is written of each, and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _

from storefront import banks, clock
from storefront.accounts.models import Purpose
from storefront.shops.models import Household, PaymentAccount, Product
from storefront.twins import queries
from storefront.web import consents, filters

NONE = "–"
TELLING = 5
"""Name, village, year, number, account: the rest differs in any case."""


@dataclass(frozen=True, slots=True)
class Side:
    household: Household
    said: dict[str, str]
    """By what is asked, in one order for every household."""


class Row(NamedTuple):
    what: str
    values: Sequence[str]

    tells: bool
    """What is there twice may tell whether they are one."""

    @property
    def is_alike(self) -> bool | None:
        """Nothing where one of them says nothing."""
        if not self.tells or len(self.values) < 2 or NONE in self.values:
            return None
        return len(set(self.values)) == 1


def side(it: Household) -> Side:
    book = queries.book_of(it)
    shop = it.shop
    return Side(
        it,
        {
            _("Name"): it.keeper.name,
            _("Village"): _lives(it),
            _("Year of birth"): str(it.birth_year or NONE),
            _("Phone number"): ends_in(it.keeper.phone),
            _("Account"): "; ".join(account(each) for each in it.accounts) or NONE,
            _("Shop"): _shop(it),
            _("Goods"): _goods(shop.products if shop else []),
            _("Orders"): _how_often(book.orders, _day(book.ordered_at)),
            _("Visits"): _how_often(
                book.visits, filters.day(book.visited_on) if book.visited_on else None
            ),
            _("Agreed to"): _agreed(it),
            _("Folder"): book.folder or NONE,
            _("Registered"): f"{filters.day(clock.village_date(it.registered_at))}, "
            f"{it.registered_by.name}",
        },
    )


def rows(sides: Sequence[Side]) -> list[Row]:
    return [
        Row(what, [it.said[what] for it in sides], nth < TELLING)
        for nth, what in enumerate(sides[0].said)
    ]


def _lives(it: Household) -> str:
    commune = it.village.parent
    return f"{it.village.full_name}, {commune.full_name}" if commune else it.village.full_name


def _day(moment: datetime | None) -> str | None:
    return filters.day(clock.village_date(moment)) if moment else None


def _shop(it: Household) -> str:
    if it.shop is None:
        return NONE
    return it.shop.name if it.shop.is_open else _("%(shop)s (resting)", shop=it.shop.name)


def _goods(products: Sequence[Product]) -> str:
    if not products:
        return NONE
    names = ", ".join(it.name for it in products[:4])
    more = len(products) - 4
    return f"{names} (+{more})" if more > 0 else names


def _how_often(many: int, last: str | None) -> str:
    return _("%(many)s, the last on %(day)s", many=many, day=last) if many and last else NONE


def _agreed(it: Household) -> str:
    said = [consents.short(purpose) for purpose in Purpose if it.keeper.agrees_to(purpose)]
    return ", ".join(said) or NONE


def ends_in(phone: str | None) -> str:
    """Enough to know it by, for whoever knows it."""
    return f"••• ••• {phone[-3:]}" if phone else NONE


def account(it: PaymentAccount) -> str:
    words = f"{banks.name_of(it.bank_bin)} •••{it.tail}"
    return _("%(account)s (no longer used)", account=words) if it.retired_at else words
