from datetime import datetime

from sqlalchemy import select

from storefront import clock
from storefront.db import session
from storefront.facts.models import Fact, Indicator, Unfolded
from storefront.places.models import Place


def record(
    indicator: Indicator,
    *,
    cause: str,
    household_id: int,
    village: Place,
    amount: int = 1,
    at: datetime,
) -> None:
    """Count a deed, in the deed's own transaction. The same cause is counted once."""
    if is_recorded(indicator, cause=cause):
        return
    if village.parent_id is None:
        raise ValueError(f"{village.full_name} is in no commune")
    fact = Fact(
        indicator=indicator,
        cause=cause,
        household_id=household_id,
        commune_id=village.parent_id,
        day=clock.village_date(at),
        amount=amount,
        written_at=at,
    )
    session.add(fact)
    session.flush()
    session.add(Unfolded(fact_id=fact.id))


def is_recorded(indicator: Indicator, *, cause: str) -> bool:
    wanted = select(Fact.id).where(Fact.indicator == indicator, Fact.cause == cause)
    return session.scalar(wanted) is not None
