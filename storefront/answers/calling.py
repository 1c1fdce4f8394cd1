"""Whom somebody should ring: put on the list once, told to the team once, rung and noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from storefront import addresses, clock
from storefront.accounts import actions as accounts
from storefront.accounts import queries as people
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.answers import letters
from storefront.answers.models import AnswerHours, Call, Rung, Why
from storefront.answers.urgency import Patience, Urgency
from storefront.db import session
from storefront.notifications import actions as notifications
from storefront.orders.models import Order
from storefront.rows import put_once


def put_on_the_list(order: Order, why: Why, *, at: datetime) -> bool:
    """Whether it was not there yet: the database decides, so that two workers tell once.

    Where there is no team, the commune is told at once, and not again.
    """
    village, on = order.shop.household.village, clock.village_date(at)
    team = people.posted_over(village, Role.LEADER, on=on)
    number = put_once(
        Call,
        unless=("order_id",),
        order_id=order.id,
        household_id=order.shop.household_id,
        why=why,
        since=at,
        team_told_at=at if team else None,
        commune_told_at=None if team else at,
    )
    if number is not None:
        tell(team or people.posted_over(village, Role.COMMUNE_OFFICER, on=on), order, why, at=at)
    return number is not None


def tell(them: Sequence[Person], order: Order, why: Why, *, at: datetime) -> None:
    since = f"{clock.village_time(order.placed_at):%H:%M %d/%m}"
    link = addresses.ringing()
    for person in them:
        if person.phone:
            words = letters.ring(why, order, since=since, link=link, language=person.language)
            notifications.write(words, to=person.phone, person=person, at=at)


def note(
    call: Call, rung: Rung, *, again_at: datetime | None = None, by: Person, at: datetime
) -> None:
    """What came of ringing. The household sees that somebody rang."""
    call.rung, call.rung_at, call.rung_by = rung, at, by
    call.again_at = again_at if rung is Rung.AGAIN else None
    subject, detail = f"order:{call.order.code}", {"rung": rung.value}
    keeper = call.household.keeper_id
    accounts.trace("order.rung", subject, actor=by, for_id=keeper, detail=detail, at=at)


def set_hours(urgency: Urgency, patience: Patience, *, by: Person, at: datetime) -> None:
    """From now on. What has been told already stays told."""
    session.add(
        AnswerHours(
            urgency=urgency,
            team=patience.team,
            commune=patience.commune,
            set_at=at,
            set_by_id=by.id,
        )
    )
    detail = {"team": patience.team, "commune": patience.commune}
    accounts.trace("answers.hours", f"urgency:{urgency}", actor=by, detail=detail, at=at)
