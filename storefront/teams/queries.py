from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from storefront.accounts.models import Person
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
            Membership.from_day <= on,
            Membership.to_day.is_(None) | (Membership.to_day > on),
            Team.ended_on.is_(None) | (Team.ended_on > on),
        )
        .options(joinedload(Team.place).joinedload(Place.parent))
        .order_by(Team.id)
    )
    return list(session.scalars(wanted))


def team_for(person: Person, village: Place, *, on: date) -> Team | None:
    """The person's own team that cares for the village."""
    return next((team for team in teams_of(person, on=on) if team.place.contains(village)), None)
