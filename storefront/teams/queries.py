from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.places.models import Place
from storefront.teams.models import Membership, Team


def teams_of(person: Person, *, on: date) -> list[Team]:
    """The teams this person belongs to on the day."""
    wanted = (
        select(Team)
        .join(Membership)
        .where(
            Membership.person_id == person.id,
            Membership.are_held_on(on),
            Team.ended_on.is_(None) | (Team.ended_on > on),
        )
        .options(joinedload(Team.place).joinedload(Place.parent))
        .order_by(Team.id)
    )
    return list(session.scalars(wanted))


def at(village: Place) -> Team | None:
    """The team that works there."""
    return session.scalar(select(Team).where(Team.place_id == village.id, Team.ended_on.is_(None)))


def with_rosters(person: Person, *, on: date) -> Sequence[Team]:
    """The teams of the person, with everybody on them."""
    ids = [team.id for team in teams_of(person, on=on)]
    members = selectinload(Team.members).joinedload(Membership.person)
    wanted = select(Team).where(Team.id.in_(ids)).order_by(Team.id)
    return session.scalars(wanted.options(joinedload(Team.place), members)).all()


def team_for(person: Person, village: Place, *, on: date) -> Team | None:
    """The person's own team that cares for the village."""
    return next((team for team in teams_of(person, on=on) if team.place.contains(village)), None)


def with_roster(team_id: int) -> Team | None:
    """Whoever may see it is for the caller to ask."""
    place = joinedload(Team.place).joinedload(Place.parent)
    members = selectinload(Team.members).joinedload(Membership.person)
    return session.scalar(select(Team).where(Team.id == team_id).options(place, members))


def to_edit(team_id: int, person: Person, *, on: date) -> Team | None:
    """The team with its roster, for whoever says who is on it."""
    team = with_roster(team_id)
    if team and team.ended_on is None and person.may(Permission.TEAM_EDIT, at=team.place, on=on):
        return team
    return None


def alone_with(team: Team) -> None:
    """Whoever changes the roster at the same moment waits, and then sees what was done."""
    session.scalar(select(Team.id).where(Team.id == team.id).with_for_update(key_share=True))
    session.refresh(team, ["members"])


def serves(person: Person, place: Place, *, on: date) -> bool:
    """Whether some team of the place has this person on its roster."""
    return any(team.place_id == place.id for team in teams_of(person, on=on))
