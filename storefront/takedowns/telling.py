"""Each step stands in the household's history, and is told to those who did not take it."""

from __future__ import annotations

from datetime import datetime

from storefront import addresses, clock
from storefront.accounts import queries as people
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.notifications import actions as notifications
from storefront.shops import entries, noting
from storefront.takedowns import letters
from storefront.takedowns.models import ListingReport


def note(it: ListingReport, what: str, *, by: Person | None, at: datetime) -> None:
    noting.trace(f"listing.{what}", it.shop.household, by=by, at=at, report=it.id, name=it.name)


def tell_keeper(it: ListingReport, what: str, *, at: datetime) -> None:
    _tell(entries.standing(it.shop.household).keeper, it, what, at=at)


def tell_commune(it: ListingReport, what: str, *, at: datetime) -> None:
    """Everybody posted there who decides about it."""
    village, on = it.shop.household.village, clock.village_date(at)
    for officer in people.posted_over(village, Role.COMMUNE_OFFICER, on=on):
        _tell(officer, it, what, at=at)


def _tell(person: Person, it: ListingReport, what: str, *, at: datetime) -> None:
    if person.phone is None:
        return
    until = clock.village_time(it.due_at) if it.due_at else None
    body = letters.say(
        what,
        language=person.language,
        wrong=it.why or it.wrong,
        name=it.name,
        ruling=it.ruling,
        answer=it.answer,
        until=f"{until:%H:%M}, {until.day}/{until.month}" if until else "",
        link=addresses.listing(it.id),
    )
    notifications.write(body, to=person.phone, person=person, at=at)
