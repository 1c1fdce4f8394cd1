"""What was pressed for a house in the field and for its orders, in words: the rest of deeds.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from storefront.accounts.models import Trace
from storefront.accounts.permissions import Role
from storefront.counters.models import Outcome
from storefront.web import counter_words, filters
from storefront.web.office_words import offices

Say = Callable[[Trace], str]


def _lot(trace: Trace) -> dict[str, str]:
    on = filters.day(date.fromisoformat(trace.detail["day"]))
    return {"name": trace.detail["name"], "day": on}


def _code(trace: Trace) -> str:
    return trace.subject.partition(":")[2]


def _stall(trace: Trace) -> dict[str, str]:
    return {"name": trace.detail["name"], "stall": trace.detail["stall"]}


def _sat(trace: Trace) -> dict[str, Any]:
    came_of_it = counter_words.outcome(Outcome(trace.detail["outcome"]))
    minutes = trace.detail["minutes"]
    return {"point": trace.detail["point"], "outcome": came_of_it, "minutes": minutes}


def _posting(trace: Trace) -> dict[str, str]:
    return {"role": offices()[Role(trace.detail["role"])], "place": trace.detail["place"]}


SAID: Mapping[str, Say] = {
    "posting.begin": lambda it: _("Was appointed: %(role)s, %(place)s", **_posting(it)),
    "posting.end": lambda it: _("Holds it no longer: %(role)s, %(place)s", **_posting(it)),
    "fair.ask": lambda it: _("Asked for a stall at %(name)s", name=it.detail["name"]),
    "fair.give": lambda it: _("Gave stall %(stall)s at %(name)s", **_stall(it)),
    "fair.free": lambda it: _("Took back stall %(stall)s at %(name)s", **_stall(it)),
    "fair.refuse": lambda it: _("Said that no stall is left at %(name)s", name=it.detail["name"]),
    "stall.close": lambda it: _("Closed out stall %(stall)s at %(name)s", **_stall(it)),
    "stall.reopen": lambda it: _("Opened stall %(stall)s at %(name)s to count again", **_stall(it)),
    "stall.agree": lambda it: _("Signed for stall %(stall)s at %(name)s", **_stall(it)),
    "counter.begin": lambda it: _("Was helped at %(point)s: begun", point=it.detail["point"]),
    "counter.end": lambda it: _(
        "Was helped at %(point)s: %(outcome)s, %(minutes)s min", **_sat(it)
    ),
    "counter.correct": lambda it: _("Put right what %(point)s had noted", point=it.detail["point"]),
    "counter.undo": lambda it: _("Took back a turn at %(point)s", point=it.detail["point"]),
    "poster.place": lambda it: _("Put up poster %(serial)s", serial=_code(it)),
    "poster.scan": lambda it: _("Looked at poster %(serial)s", serial=_code(it)),
    "poster.alarm_ended": lambda it: _("Put poster %(serial)s right", serial=_code(it)),
    "lot.open": lambda it: _("Put a harvest on sale: %(name)s, %(day)s", **_lot(it)),
    "lot.move": lambda it: _("Moved the harvest: %(name)s, %(day)s", **_lot(it)),
    "lot.end": lambda it: _("No more orders for the harvest: %(name)s, %(day)s", **_lot(it)),
    "delivery.choose": lambda _it: _("Changed how goods are sent"),
    "delivery.hours": lambda _it: _("Changed the days on which goods leave"),
    "certificate.enter": lambda _it: _("Wrote down a certificate"),
    "certificate.take_off": lambda _it: _("Took a certificate off"),
    "seller.declare": lambda _it: _("Declared who sells"),
    "seller.take_back": lambda _it: _("Took back what was declared of who sells"),
    "talk.said": lambda it: _("Wrote to the buyer of order %(code)s", code=_code(it)),
    "talk.reported": lambda it: _("Reported words of the buyer of %(code)s", code=_code(it)),
    "order.answered": lambda it: _("Answered about order %(code)s", code=_code(it)),
    "order.rung": lambda it: _("Rang up about order %(code)s", code=_code(it)),
    "order.changed": lambda it: _("Changed order %(code)s", code=_code(it)),
    "order.harvest_moved": lambda it: _("Moved the harvest of order %(code)s", code=_code(it)),
    "order.harvest_kept": lambda it: _("The buyer of order %(code)s waits", code=_code(it)),
    "order.not_come": lambda it: _(
        "The buyer of order %(code)s took back having received it", code=_code(it)
    ),
    "order.money_taken_off": lambda it: _("Took money off order %(code)s", code=_code(it)),
    "order.rest_asked": lambda it: _("Asked for the rest of order %(code)s", code=_code(it)),
    "order.complained": lambda it: _("A complaint about order %(code)s came in", code=_code(it)),
    "order.complaint_ended": lambda it: _(
        "The complaint about order %(code)s ended", code=_code(it)
    ),
    "rating.answer": lambda _it: _("Answered what a buyer wrote"),
    "rating.let_stand": lambda _it: _("Let stand what a buyer wrote"),
    "rating.remove": lambda _it: _("Took down what a buyer wrote"),
    "terms.accept": lambda it: _(
        "Accepted the terms for sellers of %(day)s",
        day=filters.day(date.fromisoformat(it.detail["version"])),
    ),
    "listing.report": lambda it: _("Somebody reported %(name)s", name=it.detail["name"]),
    "listing.keep": lambda it: _(
        "Looked at the report about %(name)s: it stays", name=it.detail["name"]
    ),
    "listing.ask": lambda it: _(
        "Asked the keeper to change %(name)s after a report", name=it.detail["name"]
    ),
    "listing.down": lambda it: _("Took %(name)s down after a report", name=it.detail["name"]),
    "listing.back": lambda it: _("Put %(name)s back", name=it.detail["name"]),
    "listing.object": lambda it: _("Objected: %(name)s was taken down", name=it.detail["name"]),
    "listing.uphold": lambda it: _("Looked again: %(name)s stays down", name=it.detail["name"]),
    "statement.bring": lambda _it: _("Brought a bank statement to look at"),
    "statement.throw_away": lambda _it: _("Threw a bank statement away"),
    "statement.apply": lambda it: _("Found order %(code)s in a bank statement", code=_code(it)),
    "statement.take_in": lambda _it: _("Took in a bank statement"),
    "earnings.outside": lambda _it: _("Wrote down what was sold elsewhere"),
    "reform.decide": lambda _it: _("Said to which commune the household belongs"),
    "audit.answer": lambda _it: _("Rang up to look twice at figures"),
}
OF_A_KIND: Mapping[str, Say] = {
    "complaint": lambda it: _("Saw to the complaint about order %(code)s", code=_code(it)),
    "case": lambda _it: _("Decided about money that did not fit"),
    "credentials": lambda _it: _("Saw to the house's own wallet"),
    "standing": lambda _it: _("Saw to an order of every week"),
}
"""By what stands before the point, where one sentence does for all."""


def words(trace: Trace) -> str | None:
    say = SAID.get(trace.verb) or OF_A_KIND.get(trace.verb.partition(".")[0])
    return say(trace) if say else None
