"""Who joins a team and who leaves it. What a member may do begins and ends with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from storefront import clock
from storefront.accounts import actions as accounts
from storefront.accounts import postings, stays
from storefront.accounts.models import Ended, Person
from storefront.accounts.permissions import Permission, Role
from storefront.db import session
from storefront.errors import MarketError, NotAllowed
from storefront.places.models import Level, Place
from storefront.teams import queries
from storefront.teams.models import Duty, Membership, Team

BACK = timedelta(days=31)
"""A decision is entered so long after it."""
ROLES = {Duty.HEAD: Role.LEADER, Duty.MEMBER: Role.MEMBER}


class BadDay(MarketError):
    """To come, too long ago, or before the team or the membership began."""


class NotAVillage(MarketError):
    """Teams are of villages."""


class HasATeam(MarketError):
    """One works there already."""


class OnTheRoster(MarketError):
    """They are a member already."""


@dataclass(frozen=True, slots=True)
class Joining:
    name: str
    phone: str
    duty: Duty
    day: date


def found(name: str, village: Place, *, decided: date, at: datetime) -> Team:
    """As the commune decided; its head is enlisted next. Raises NotAVillage, BadDay, HasATeam."""
    if village.level is not Level.VILLAGE:
        raise NotAVillage(village.name)
    if decided > clock.village_date(at):
        raise BadDay(decided.isoformat())
    if queries.at(village):
        raise HasATeam(village.name)
    team = Team(name=name, place=village, decided_on=decided)
    session.add(team)
    session.flush()
    accounts.trace("team.found", f"team:{team.id}", actor=None, detail={"team": name}, at=at)
    return team


def enlist(team: Team, who: Joining, *, by: Person, at: datetime) -> Membership:
    """Raises NotAllowed, BadDay, OtherName, OnTheRoster."""
    _allow(team, by, at=at)
    _refuse_day(who.day, not_before=team.decided_on, at=at)
    person = postings.somebody(who.name, who.phone, at=at)
    known = [it for it in team.members if it.person_id == person.id]
    if any(it.to_day is None or it.to_day > who.day for it in known):
        raise OnTheRoster(who.name)
    member = Membership(team=team, person=person, duty=who.duty, from_day=who.day)
    session.add(member)
    postings.begin(person, ROLES[who.duty], team.place, since=who.day)
    session.flush()
    _trace("team.enlist", member, by=by, at=at)
    return member


def leave(member: Membership, *, on: date, by: Person, at: datetime) -> None:
    """The first day on which they are no member. They may do nothing here from this moment, and
    wherever they are signed in they no longer are.

    Doing it twice changes nothing. Raises NotAllowed, BadDay.
    """
    _allow(member.team, by, at=at)
    if member.to_day is not None:
        return
    _refuse_day(on, not_before=member.from_day + timedelta(days=1), at=at)
    member.to_day = on
    session.flush()
    if not queries.serves(member.person, member.team.place, on=clock.village_date(at)):
        for posting in member.person.postings:
            if posting.place_id == member.team.place_id and posting.role in ROLES.values():
                posting.to_day = posting.to_day or max(on, posting.from_day)
        stays.end_all(member.person, Ended.POSTING, by=by, at=at)
    _trace("team.leave", member, by=by, at=at)


def promote(member: Membership, *, by: Person, at: datetime) -> None:
    """A member becomes a head, beside whoever is one. Doing it twice changes nothing.

    Raises NotAllowed.
    """
    _allow(member.team, by, at=at)
    if member.duty is not Duty.HEAD:
        member.duty = Duty.HEAD
        today = clock.village_date(at)
        postings.begin(member.person, Role.LEADER, member.team.place, since=today)
        _trace("team.head", member, by=by, at=at)


def _allow(team: Team, by: Person, *, at: datetime) -> None:
    if not by.may(Permission.TEAM_EDIT, at=team.place, on=clock.village_date(at)):
        raise NotAllowed(team.name)
    queries.alone_with(team)


def _refuse_day(day: date, *, not_before: date, at: datetime) -> None:
    today = clock.village_date(at)
    if not max(not_before, today - BACK) <= day <= today:
        raise BadDay(day.isoformat())


def _trace(verb: str, member: Membership, *, by: Person, at: datetime) -> None:
    accounts.trace(
        verb,
        f"team:{member.team_id}",
        actor=by,
        for_id=member.person_id,
        detail={"team": member.team.name},
        at=at,
    )
