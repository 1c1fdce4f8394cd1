from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload

from storefront.accounts.models import Consent, Person, Purpose
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.places.models import Place
from storefront.places.queries import lying_in
from storefront.shops.models import Folder, FolderPause, FolderTick, Household

SEES = (Permission.HOUSEHOLD_READ, Permission.CAMPAIGN_READ)


def of_household(household: Household) -> Folder | None:
    wanted = select(Folder).where(Folder.household_id == household.id)
    return session.scalar(wanted.options(joinedload(Folder.opened_by)))


def ticks(folder: Folder) -> Sequence[FolderTick]:
    """Those that stand, the first first."""
    wanted = select(FolderTick).where(
        FolderTick.folder_id == folder.id, FolderTick.undone_at.is_(None)
    )
    return session.scalars(wanted.options(joinedload(FolderTick.by)).order_by(FolderTick.id)).all()


def pauses(folder: Folder) -> Sequence[FolderPause]:
    """The newest first."""
    wanted = select(FolderPause).where(FolderPause.folder_id == folder.id)
    return session.scalars(
        wanted.options(joinedload(FolderPause.by)).order_by(FolderPause.id.desc())
    ).all()


def late(*columns: Any, today: date) -> Select[Any]:
    """Folders whose shop should be live by now, of households that still want one."""
    wants = aliased(Consent)
    agrees = select(wants.id).where(
        wants.person_id == Household.keeper_id,
        wants.purpose == Purpose.SHOP,
        wants.withdrawn_at.is_(None),
    )
    return (
        select(*columns)
        .select_from(Folder)
        .join(Household, Household.id == Folder.household_id)
        .where(Folder.live_on.is_(None), Folder.due_on < today, agrees.exists())
        .where(Household.gone_at.is_(None))
    )


def late_for(person: Person, *, today: date, limit: int) -> Sequence[Folder]:
    """Of the places this person works for or answers for, the longest late first."""
    wanted = _inside(late(Folder, today=today), person, today).options(
        joinedload(Folder.household).options(
            joinedload(Household.keeper).selectinload(Person.consents),
            joinedload(Household.village).joinedload(Place.parent),
            joinedload(Household.team),
            joinedload(Household.registered_by),
        )
    )
    return session.scalars(wanted.order_by(Folder.due_on, Folder.id).limit(limit)).all()


def how_many_late(person: Person, *, today: date) -> int:
    return session.scalar(_inside(late(func.count(), today=today), person, today)) or 0


def may_see(person: Person, *, on: date) -> bool:
    return bool(_places(person, on))


def _inside(wanted: Select[Any], person: Person, on: date) -> Select[Any]:
    here = lying_in(_places(person, on))
    return wanted.join(Place, Place.id == Household.village_id).where(here)


def _places(person: Person, on: date) -> list[Place]:
    return [place for it in SEES for place in person.places_where(it, on=on)]
