"""Whether a shop elsewhere is of a household that has its own shop here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select

from storefront.accounts.models import Person
from storefront.db import session
from storefront.imports.models import ImportedRow
from storefront.shops.models import Household, PaymentAccount, Residence, Shop


def not_as_known(*which: ColumnElement[bool]) -> list[tuple[int, int | None]]:
    """Rows whose household is another than what is written beside them, with the right one."""
    asked = (
        select(ImportedRow.id, ImportedRow.household_id, _own_id().label("own"))
        .where(ImportedRow.folded != "", *which)
        .subquery()
    )
    wanted = select(asked.c.id, asked.c.own).where(
        asked.c.own.is_distinct_from(asked.c.household_id)
    )
    return [(row, own) for row, own in session.execute(wanted)]


def _own_id() -> ColumnElement[Any]:
    """In a query of rows: the household, by the phone; else by who is paid, and else by the name,
    both where the household lives or has lived. Nothing for rows that name nobody."""
    return func.coalesce(_by_phone(), _by_holder(), _by_name())


def _by_phone() -> Any:
    phone = select(Household.id).join(Person, Person.id == Household.keeper_id)
    return _with_shop(phone.where(Person.phone == ImportedRow.phone))


def _by_holder() -> Any:
    paid = select(func.min(Household.id)).join(
        PaymentAccount, PaymentAccount.household_id == Household.id
    )
    same = paid.where(ImportedRow.holder != "", PaymentAccount.holder == ImportedRow.holder)
    return _with_shop(_nearby(same))


def _by_name() -> Any:
    named = select(func.min(Household.id)).where(
        ImportedRow.folded != "", Household.folded == ImportedRow.folded
    )
    return _with_shop(_nearby(named))


def _nearby(wanted: Any) -> Any:
    return wanted.join(Residence, Residence.household_id == Household.id).where(
        Residence.commune_id == ImportedRow.commune_id
    )


def _with_shop(wanted: Any) -> Any:
    shops = wanted.join(Shop, Shop.household_id == Household.id).where(Household.gone_at.is_(None))
    return shops.correlate(ImportedRow).scalar_subquery()
