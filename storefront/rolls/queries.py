from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from storefront.accounts.models import Person
from storefront.db import session
from storefront.rolls.models import Decision, Roll, RollRow, Standing
from storefront.shops.models import Household


def roll_of(code: str, person: Person) -> Roll | None:
    """Lists are seen by whoever brought them."""
    return session.scalar(select(Roll).where(Roll.code == code, Roll.brought_by_id == person.id))


def rolls_of(person: Person, *, limit: int) -> Sequence[Roll]:
    wanted = select(Roll).where(Roll.brought_by_id == person.id)
    return session.scalars(wanted.order_by(Roll.id.desc()).limit(limit)).all()


def how_many(roll: Roll) -> dict[Standing, int]:
    counted = select(RollRow.standing, func.count()).where(RollRow.roll_id == roll.id)
    found = {row[0]: row[1] for row in session.execute(counted.group_by(RollRow.standing))}
    return {it: found.get(it, 0) for it in Standing}


def rows_of(roll: Roll, *which: Standing, skip: int = 0, limit: int | None = None) -> list[RollRow]:
    wanted = select(RollRow).where(RollRow.roll_id == roll.id).order_by(RollRow.row)
    if which:
        wanted = wanted.where(RollRow.standing.in_(which))
    whose = joinedload(RollRow.household).options(
        joinedload(Household.keeper), joinedload(Household.village)
    )
    return list(session.scalars(wanted.options(whose).offset(skip).limit(limit)))


def undecided(roll: Roll) -> int:
    """Rows of which somebody must say whether they are in the book."""
    open_ = (RollRow.standing == Standing.ALIKE, RollRow.decision.is_(None))
    counted = select(func.count()).select_from(RollRow).where(RollRow.roll_id == roll.id, *open_)
    return session.scalar(counted) or 0


def newcomers(roll: Roll) -> Sequence[Household]:
    """Those it brought into the book, as long as they are there."""
    is_new = (RollRow.standing == Standing.NEW) | (RollRow.decision == Decision.ANOTHER)
    wanted = (
        select(Household)
        .join(RollRow, RollRow.household_id == Household.id)
        .where(RollRow.roll_id == roll.id, is_new, Household.gone_at.is_(None))
        .options(
            joinedload(Household.keeper),
            joinedload(Household.village),
            joinedload(Household.shop),
        )
    )
    return session.scalars(wanted.order_by(RollRow.row)).all()


def hint_for(household: Household) -> dict[str, str]:
    """What its list said it would sell first."""
    said = session.scalar(
        select(RollRow.said)
        .join(Roll, Roll.id == RollRow.roll_id)
        .where(RollRow.household_id == household.id, Roll.taken_in_at.is_not(None))
        .order_by(RollRow.id.desc())
        .limit(1)
    )
    return {name: said[name] for name in ("goods", "price", "unit") if said and name in said}
