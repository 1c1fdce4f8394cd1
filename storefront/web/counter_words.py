"""Access points and their counters in words."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.models import Purpose
from storefront.counters import hours
from storefront.counters.models import AccessPoint, Outcome, Sitting, Task
from storefront.web import growth_views


def tasks() -> dict[Task, str]:
    return {
        Task.REGISTER: _("Written into the book"),
        Task.SHOP: _("The shop"),
        Task.ACCOUNT: _("Account, wallet"),
        Task.PRODUCT: _("Goods, prices, photos"),
        Task.ORDER: _("An order"),
        Task.COMPLAINT: _("A complaint"),
        Task.LEARNING: _("To learn how"),
        Task.OTHER: _("Some other matter"),
    }


def task(what: Task | None) -> str:
    return tasks()[what] if what else str(_("not said"))


def outcomes() -> dict[Outcome, str]:
    """Those somebody may choose."""
    return {
        Outcome.DONE: _("Done"),
        Outcome.AGAIN: _("To come again"),
        Outcome.SENT_ON: _("Sent on to another person"),
        Outcome.NOT_POSSIBLE: _("Not possible"),
    }


def outcome(what: Outcome | None) -> str:
    return outcomes().get(what or Outcome.LEFT) or str(_("Left without saying"))


def weekdays() -> list[str]:
    return [
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    ]


def week(point: AccessPoint) -> list[tuple[str, str]]:
    """Day by day, closed days in words."""
    days = ((hours.on(point.hours, nth), name) for nth, name in enumerate(weekdays()))
    return [(name, _written(spans) or _("closed")) for spans, name in days]


def _written(spans: list[hours.Span]) -> str:
    """Breaks between the halves of a day, not within one."""
    return ", ".join(f"{begin:%H:%M}\u2060–\u2060{end:%H:%M}" for begin, end in spans)


def now(point: AccessPoint, at: datetime) -> str:
    """Open now, or when next."""
    if point.is_open(at):
        return str(_("Open now"))
    found = hours.opens_next(point.hours, at)
    if found is None:
        return str(_("Closed now"))
    day, begin = found
    when = f"{begin:%H:%M}"
    if day == clock.village_date(at):
        return str(_("Closed now, opens today at %(when)s", when=when))
    name = weekdays()[day.weekday()].lower()
    return str(_("Closed now, opens on %(day)s at %(when)s", day=name, when=when))


def who(sitting: Sitting) -> str:
    """By name to those who care for the house, to others by initials if it agreed to be told of."""
    household = sitting.household
    if household is None:
        return str(_("not in the book yet"))
    if is_known(sitting) or household.keeper.agrees_to(Purpose.REPORT):
        return growth_views.known_as(household)
    return str(_("a household"))


def is_known(sitting: Sitting) -> bool:
    """Whether the person looking may know who it was, and what was written about them."""
    household = sitting.household
    village = household.village if household else sitting.point.village
    return growth_views.is_named(village.path)
