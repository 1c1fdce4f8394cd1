from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from storefront.accounts.models import Person, Trace
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.payouts.models import AccountChange
from storefront.places.queries import lying_in
from storefront.shops.models import Household

_PEOPLE = (
    joinedload(AccountChange.asked_by),
    joinedload(AccountChange.approved_by),
    joinedload(AccountChange.ended_by),
)


def under_way(household: Household) -> AccountChange | None:
    wanted = select(AccountChange).where(
        AccountChange.household_id == household.id, AccountChange.ended_at.is_(None)
    )
    return session.scalar(wanted.options(*_PEOPLE))


def newest(household: Household) -> AccountChange | None:
    """The one under way, or the last that was."""
    wanted = select(AccountChange).where(AccountChange.household_id == household.id)
    newest = wanted.order_by(AccountChange.id.desc()).limit(1)
    return session.scalar(newest.options(*_PEOPLE))


def waiting_for(person: Person, *, on: date) -> Sequence[AccountChange]:
    """Changes to which this person could say the second yes, oldest first."""
    places = person.places_where(Permission.ACCOUNT_CONFIRM, on=on)
    inside = lying_in(places)
    wanted = (
        select(AccountChange)
        .join(AccountChange.household)
        .join(Household.village)
        .where(
            AccountChange.ended_at.is_(None),
            AccountChange.approved_at.is_(None),
            AccountChange.asked_by_id != person.id,
            Household.keeper_id != person.id,
            inside,
        )
        .order_by(AccountChange.id)
        .options(joinedload(AccountChange.household).joinedload(Household.keeper), *_PEOPLE)
    )
    return session.scalars(wanted).all()


def ripe(*, at: datetime, limit: int) -> Sequence[AccountChange]:
    """Those whose time has come, one way or the other."""
    over = or_(AccountChange.effective_at <= at, AccountChange.lapses_at <= at)
    wanted = select(AccountChange).where(AccountChange.ended_at.is_(None), over)
    return session.scalars(wanted.order_by(AccountChange.id).limit(limit)).all()


def phone_changed_since(household: Household, moment: datetime) -> bool:
    """Whether anybody but the keeper gave the keeper another number since then."""
    wanted = select(Trace.id).where(
        Trace.for_id == household.keeper_id,
        Trace.verb == "household.phone",
        Trace.at > moment,
        Trace.actor_id != household.keeper_id,
    )
    return session.scalar(wanted.limit(1)) is not None
