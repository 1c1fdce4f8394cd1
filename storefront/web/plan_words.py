"""What is said of houses that are planned, moved, taken out, or not."""

from __future__ import annotations

from datetime import date

from flask import flash
from flask_babel import gettext as _
from flask_babel import ngettext

from storefront.visits.models import PlannedVisit
from storefront.visits.plans import Planned
from storefront.web.filters import day as written_day


def say(done: Planned) -> None:
    if done.made:
        many = len(done.made)
        flash(ngettext("%(num)s house is planned.", "%(num)s houses are planned.", many))
    for it in done.taken:
        flash(taken(it), "wait")


def say_moved(many: int, to: date) -> None:
    words = ngettext(
        "%(num)s house is moved to %(day)s.",
        "%(num)s houses are moved to %(day)s.",
        many,
        day=written_day(to),
    )
    flash(words)


def say_dropped(many: int) -> None:
    flash(
        ngettext(
            "%(num)s house is taken out of the plan.",
            "%(num)s houses are taken out of the plan.",
            many,
        )
    )


def taken(it: PlannedVisit) -> str:
    words = _(
        "%(house)s is planned already: %(name)s goes on %(day)s.",
        house=it.household.keeper.name,
        name=it.by.name,
        day=written_day(it.day),
    )
    return str(words)


def not_that_day() -> str:
    return str(_("A day from today on, within two months."))


def no_house() -> str:
    return str(_("Choose at least one house."))


def no_plan() -> str:
    return str(_("It is in no plan any more: somebody was there, or took it out."))
