"""Whose hands cash is in, as the head of a team may say it of another of the team."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, request

from storefront import clock
from storefront.accounts import queries as accounts
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.shops.models import Household
from storefront.web.people import me


def others(household: Household) -> Sequence[Person]:
    """Of the team, for its head; nobody for anybody else."""
    today, village = clock.village_date(clock.now()), household.village
    leads = any(it.role is Role.LEADER and it.place.contains(village) for it in me().held_on(today))
    team = accounts.posted_over(village, Role.MEMBER, Role.LEADER, on=today) if leads else []
    return [it for it in team if it.id not in (me().id, household.keeper_id)]


def meant(household: Household) -> Person:
    """Whoever presses, unless another is named who may be."""
    named = request.form.get("holder", "")
    if not named:
        return me()
    return next((it for it in others(household) if str(it.id) == named), None) or abort(400)
