"""Each step of a complaint is written down, traced, and told to those who did not take it."""

from __future__ import annotations

from datetime import datetime

from storefront import addresses, clock
from storefront.accounts import actions as accounts
from storefront.accounts import queries as people
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.complaints import letters
from storefront.complaints.models import Complaint, ComplaintStep, Stepped
from storefront.money import Money
from storefront.notifications import actions as notifications
from storefront.rows import put
from storefront.shops import entries
from storefront.teams.models import Duty


def step(
    complaint: Complaint,
    what: Stepped,
    *,
    by: Person | None,
    amount: Money | None = None,
    words: str = "",
    at: datetime,
) -> None:
    row = {"complaint_id": complaint.id, "at": at, "what": what, "desk": complaint.desk}
    put(ComplaintStep, row | {"by_id": by.id if by else None, "amount": amount, "words": words})
    accounts.trace(
        f"complaint.{what}",
        f"order:{complaint.order.code}",
        actor=by,
        for_id=complaint.order.shop.household.keeper_id,
        detail={"complaint": complaint.id} | ({"amount": amount.dong} if amount else {}),
        at=at,
    )


def tell_buyer(
    complaint: Complaint, what: str, *, amount: Money | None = None, at: datetime
) -> None:
    buyer = complaint.order.checkout
    link = f"{addresses.follow(buyer.secret)}/{complaint.order.code}/complaint"
    body = _said(complaint, what, buyer.language, link, amount)
    notifications.write(body, to=buyer.buyer_phone, person=buyer.buyer, at=at)


def tell_keeper(
    complaint: Complaint, what: str, *, amount: Money | None = None, at: datetime
) -> None:
    household = entries.standing(complaint.order.shop.household)
    _tell(household.keeper, complaint, what, amount, at=at)


def tell_team(complaint: Complaint, what: str, *, at: datetime) -> None:
    """The head of the team that cares for the household, if it has one."""
    team = complaint.order.shop.household.team
    today = clock.village_date(at)
    for member in team.members if team else []:
        if member.duty is Duty.HEAD and member.held_on(today):
            _tell(member.person, complaint, what, None, at=at)


def tell_commune(complaint: Complaint, what: str, *, at: datetime) -> None:
    """Everybody posted there who decides about it."""
    village, on = complaint.order.shop.household.village, clock.village_date(at)
    for officer in people.posted_over(village, Role.COMMUNE_OFFICER, on=on):
        _tell(officer, complaint, what, None, at=at)


def _tell(
    person: Person, complaint: Complaint, what: str, amount: Money | None, *, at: datetime
) -> None:
    if person.phone:
        link = addresses.complaint(complaint.id)
        body = _said(complaint, what, person.language, link, amount)
        notifications.write(body, to=person.phone, person=person, at=at)


def _said(complaint: Complaint, what: str, language: str, link: str, amount: Money | None) -> str:
    until = clock.village_time(complaint.due_at) if complaint.due_at else None
    return letters.say(
        what,
        complaint.order,
        language=language,
        link=link,
        trouble=complaint.trouble,
        amount=amount if amount is not None else complaint.offered or complaint.asked,
        reason=complaint.reason,
        until=f"{until:%H:%M}, {until.day}/{until.month}" if until else "",
    )
