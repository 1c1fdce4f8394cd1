"""Ways of delivery, their fees and days, as buyers and keepers read them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from storefront import clock, digits
from storefront.delivery import hours
from storefront.delivery.choosing import Choice, Trouble
from storefront.delivery.hours import Calendar, Hours, Rest, Wait
from storefront.delivery.terms import NOW, VERSIONS, Fault
from storefront.delivery.ways import COURIERS, FETCHED, Offer, Way
from storefront.delivery.zones import Zone
from storefront.orders.letters import WAY
from storefront.orders.models import Order
from storefront.web.filters import day, in_digits, weekday
from storefront.web.languages import language


def install(app: Flask) -> None:
    app.jinja_env.globals.update(
        way_name=name_of,
        way_fee=fee_of,
        way_when=when,
        ways_told=ways_told,
        way_terms=terms_of,
        order_terms=order_terms,
        hours_told=hours_told,
        wait_told=wait_told,
    )


def name_of(way: Way) -> str:
    return _names(language())[way]


def named_in(note: str) -> str:
    """What was noted of a change, with the names of ways, and sums as the reader writes them."""
    note = digits.sums_in(note, language())
    return re.sub(rf"{WAY}(\w+)", lambda found: name_of(Way(found[1])), note)


@cache
def _names(_language: str) -> dict[Way, str]:
    """Every product tells some of them: looked up once for each language."""
    return {
        Way.SEND: _("Sent, the carrier is paid on arrival"),
        Way.PICK_UP: _("Fetched at the household"),
        Way.POST_OFFICE: _("Fetched at the post office"),
        Way.MARKET_DAY: _("Fetched on market day"),
        Way.RUNNER: _("Brought by somebody of the village"),
        Way.COACH: _("By coach, fetched at the station"),
        Way.VNPOST: "VNPost",
        Way.VIETTEL_POST: "Viettel Post",
        Way.GHN: "GHN",
        Way.GHTK: "GHTK",
    }


def fee_of(choice: Choice) -> str:
    if choice.trouble is Trouble.WHERE_TO:
        return str(_("by place"))
    if choice.fee_later:
        return str(_("paid later"))
    return in_digits(choice.fee) if choice.fee else _("free")


def when(choice: Choice) -> str:
    """When it leaves and arrives, or why it cannot go this way."""
    return ". ".join(word for word in [choice.note, _days(choice)] if word)


def _days(choice: Choice) -> str:
    if choice.trouble is Trouble.TOO_SLOW:
        return str(_("Too slow for these goods: they would not be fresh any more"))
    if choice.trouble is Trouble.WHERE_TO:
        return str(_("Name your commune to see the fee"))
    if choice.leaves_on is None:
        return ""
    leaves = day(choice.leaves_on)
    if choice.is_fetched:
        return str(_("Ready %(day)s", day=leaves))
    if choice.arrives_on is None:
        return str(_("Leaves %(day)s", day=leaves))
    there = _("Leaves %(day)s, there by %(there)s", day=leaves, there=day(choice.arrives_on))
    if choice.waits:
        return str(_("%(days)s, not over the weekend, so that it stays fresh", days=there))
    return str(there)


def ways_told(offers: Mapping[Way, Offer]) -> Sequence[tuple[str, str]]:
    """What a shop's page says: each way, with fee and days as far as they hold for everybody."""
    return _told(tuple(offers.items()), language())


@lru_cache(maxsize=2048)
def _told(offers: Iterable[tuple[Way, Offer]], language: str) -> Sequence[tuple[str, str]]:
    """Most households say the same."""
    names = _names(language)
    return [(names[way], _offered(way, offer)) for way, offer in offers]


def _offered(way: Way, offer: Offer) -> str:
    fee = str(_("by weight and distance")) if way in COURIERS else _fee(way, offer)
    days = ""
    if way not in FETCHED and offer.days:
        days = ngettext("%(num)s day on the way", "%(num)s days on the way", offer.days)
    return " · ".join(word for word in [fee, days, offer.note] if word)


def _fee(way: Way, offer: Offer) -> str:
    if way is Way.SEND:
        return str(_("you pay the carrier when it arrives"))
    return in_digits(offer.fee) if offer.fee else _("free")


def hours_told(kept: Mapping[str, Any] | None) -> list[str]:
    """What a shop's page says about when it hands goods over."""
    if not kept:
        return []
    when, today = hours.read(kept), clock.village_date(clock.now())
    told = []
    if when.until is not None:
        told.append(_("Ordered before %(hour)s:00, it leaves the same day", hour=when.until))
    if when.closed:
        days = ", ".join(weekday_name(it) for it in sorted(when.closed))
        told.append(_("Nothing leaves on: %(days)s", days=days))
    told += [_rest(rest) for rest in when.rests if rest.last >= today]
    return [str(it) for it in told]


def wait_told(calendar: Calendar) -> str:
    """Why goods do not leave today, and when they can; nothing when they can."""
    if not calendar.waits:
        return ""
    day_ = calendar.first
    reasons = dict.fromkeys(
        _reason(wait, day_ - timedelta(len(calendar.waits) - nth), calendar.hours)
        for nth, wait in enumerate(calendar.waits)
    )
    when = _("Leaves %(weekday)s %(day)s at the earliest", weekday=weekday(day_), day=day(day_))
    return f"{'. '.join(reasons)}. {when}"


def _reason(wait: Wait, on: date, when: Hours) -> str:
    if wait is Wait.HOUR:
        return str(_("Past %(hour)s:00 nothing leaves today any more", hour=when.until))
    if wait is Wait.CLOSED:
        return str(_("Nothing leaves on: %(days)s", days=weekday_name(on.weekday())))
    rest = when.rest_on(on)
    if wait is Wait.REST and rest:
        return _rest(rest)
    return str(_("%(day)s has as many parcels as it bears", day=day(on)))


def _rest(rest: Rest) -> str:
    words = _("The house rests %(first)s to %(last)s", first=day(rest.first), last=day(rest.last))
    return f"{words}: {rest.reason}" if rest.reason else str(words)


def weekday_name(number: int) -> str:
    """Monday 0."""
    return weekday(A_MONDAY + timedelta(number))


A_MONDAY = date(2026, 8, 24)


def terms_of(way: Way) -> list[tuple[str, str]]:
    """Who bears what, by today's terms."""
    return [(_fault(fault), said) for fault, said in NOW.of(way, language=language())]


def order_terms(order: Order) -> list[tuple[str, str]]:
    """What was said when it was ordered."""
    kept = VERSIONS.get((order.terms or {}).get("version", ""))
    if kept is None:
        return []
    return [(_fault(fault), said) for fault, said in kept.of(order.way, language=language())]


def _fault(fault: Fault) -> str:
    if fault is Fault.SELLER:
        return str(_("The household's fault: wrong, bad or not sent"))
    if fault is Fault.CARRIER:
        return str(_("Late, broken or lost on the way"))
    return str(_("Nobody takes it"))


def zone_name(zone: Zone) -> str:
    names = {
        Zone.COMMUNE: _("Same commune"),
        Zone.PROVINCE: _("Same province"),
        Zone.REGION: _("Same part of the country"),
        Zone.COUNTRY: _("Whole country"),
    }
    return str(names[zone])
