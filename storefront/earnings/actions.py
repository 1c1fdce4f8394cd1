from __future__ import annotations

from datetime import date, datetime

from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.earnings.models import OutsideSales
from storefront.money import Money
from storefront.rows import put
from storefront.shops.models import Household


def say_sold_outside(
    household: Household, month: date, amount: Money, *, note: str, by: Person, at: datetime
) -> None:
    """What was sold elsewhere in a month. Said again, the newest counts; nought takes it back."""
    first = month.replace(day=1)
    said = {"household_id": household.id, "month": first, "amount": amount, "note": note}
    put(OutsideSales, said | {"said_by_id": by.id, "said_at": at})
    accounts.trace(
        "earnings.outside",
        f"household:{household.code}",
        actor=by,
        for_id=household.keeper_id,
        detail={"month": first.isoformat(), "amount": amount.dong},
        at=at,
    )
