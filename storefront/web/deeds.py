"""What was pressed, by whom, in words: the history of a household."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from storefront.accounts import queries as people
from storefront.accounts.models import Person, Purpose, Trace
from storefront.helping import queries as helping
from storefront.helping.models import Objection, Ruling
from storefront.money import Money
from storefront.shops.models import FolderStep, Waits
from storefront.visits.models import Outcome
from storefront.web import consents, farm_deeds, filters, folder_words, visit_words
from storefront.web.filters import in_digits


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of a history."""

    id: int
    at: datetime
    who: str | None
    words: str
    more: str
    assisted: bool
    """Somebody else pressed for the keeper."""
    contested: bool
    can_be_taken_back: bool
    objection: Objection | None = None
    """With the commune's clock, and then with what it says."""


LATELY = timedelta(days=7)


def history(keeper: Person, *, limit: int = 30) -> list[Deed]:
    """What was done for a keeper, newest first."""
    return _deeds(people.done_for(keeper, limit=limit), keeper)


def of_subject(keeper: Person, subject: str, *, limit: int = 50) -> list[Deed]:
    """What was done for a keeper to one thing, the oldest first."""
    return _deeds(people.done_to(keeper, subject, limit=limit), keeper)


def pressed_lately(keeper: Person, *, limit: int, at: datetime) -> list[Deed]:
    """What others pressed for a keeper this week."""
    return _deeds(people.pressed_for(keeper, since=at - LATELY, limit=limit), keeper)


def _deeds(traces: Iterable[Trace], keeper: Person) -> list[Deed]:
    refused = helping.of_keeper(keeper)
    return [_deed(trace, keeper, refused.get(trace.id)) for trace in traces]


def _deed(trace: Trace, keeper: Person, objection: Objection | None) -> Deed:
    assisted = trace.actor_id not in (None, keeper.id)
    contested = objection is not None
    return Deed(
        id=trace.id,
        at=trace.at,
        who=trace.actor.name if trace.actor else None,
        words=in_words(trace),
        more=more(trace),
        assisted=assisted,
        contested=contested,
        can_be_taken_back=assisted and not contested and bool(trace.detail.get("changes")),
        objection=objection,
    )


def rulings() -> dict[Ruling, str]:
    return {
        Ruling.NOT_ASKED: _("The household is right: it had not asked for this"),
        Ruling.ASKED: _("The household had asked for this"),
    }


def in_words(trace: Trace) -> str:
    say = _SAID.get(trace.verb)
    return say(trace) if say else farm_deeds.words(trace) or trace.verb


def more(trace: Trace) -> str:
    """From what to what."""
    changes = trace.detail.get("changes")
    if not changes:
        return ""
    names = _field_names()
    return "; ".join(
        f"{names[name]}: {_shown(name, before)} → {_shown(name, after)}"
        for name, (before, after) in changes.items()
        if name in names
    )


def _shown(name: str, value: Any) -> str:
    if name == "price":
        return in_digits(Money(int(value)))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return str(value) or "–"


def _field_names() -> dict[str, str]:
    return {
        "name": _("name"),
        "unit": _("unit"),
        "price": _("price"),
        "stock": _("how many left"),
        "description": _("description"),
        "shelf_days": _("keeps for days"),
        "shown": _("shown"),
    }


def _handed(trace: Trace) -> dict[str, str]:
    return {"team": trace.detail["team"], "to": trace.detail["to"]}


def _order_code(trace: Trace) -> str:
    return trace.subject.partition(":")[2]


def _said_paid(trace: Trace) -> str:
    return str(_("Said that money came for order %(code)s", code=_order_code(trace)))


def _said_bill_paid(trace: Trace) -> str:
    return str(_("Said that money came for bill %(code)s", code=_order_code(trace)))


def _amount(trace: Trace) -> Money:
    return Money(trace.detail["amount"])


def _account(trace: Trace) -> dict[str, str]:
    return {"bank": trace.detail["bank"], "tail": trace.detail["tail"]}


def _day(trace: Trace) -> str:
    return filters.day(date.fromisoformat(trace.detail["day"]))


def _visit(trace: Trace) -> dict[str, str]:
    outcome = visit_words.outcomes()[Outcome(trace.detail["outcome"])]
    return {"day": _day(trace), "outcome": outcome}


def _twin(trace: Trace) -> str:
    """The other entry."""
    return f"{trace.detail['name']} ({trace.detail['other']})"


def _step(trace: Trace) -> str:
    return folder_words.steps()[FolderStep(trace.detail["step"])]


def _purpose(trace: Trace) -> str:
    return consents.short(Purpose(trace.subject.partition(":")[2]))


_SAID: dict[str, Callable[[Trace], str]] = {
    "household.register": lambda _it: _("Wrote the household into the book"),
    "household.leave": lambda _it: _("Took the household out of the book: written down by mistake"),
    "second.begin": lambda _it: _("Set up the second step of signing in"),
    "second.ask": lambda _it: _("Asked to set the second step of signing in back"),
    "second.confirm": lambda _it: _("Confirmed that the second step of signing in is set back"),
    "second.stop": lambda _it: _("Stopped setting the second step of signing in back"),
    "second.reset": lambda _it: _("Set the second step of signing in back to the beginning"),
    "household.apart": lambda it: _(
        "Said that this is another household than %(who)s", who=_twin(it)
    ),
    "household.twin": lambda it: _("Proposed: one household with %(who)s", who=_twin(it)),
    "household.twin_taken_back": lambda it: _("Took back what was said of %(who)s", who=_twin(it)),
    "household.join": lambda it: (
        _("Made one household of two entries: %(who)s went into this one", who=_twin(it))
        if it.detail["kept"]
        else _("Made one household of two entries: this one went into %(who)s", who=_twin(it))
    ),
    "household.undo_join": lambda it: _("Made two entries again: %(who)s", who=_twin(it)),
    "household.change": lambda _it: _("Changed what is written about the household"),
    "folder.tick": lambda it: _("Said of the folder: %(step)s", step=_step(it)),
    "folder.untick": lambda it: _("Took back of the folder: %(step)s", step=_step(it)),
    "folder.pause": lambda it: _(
        "Let the folder's clock stand until %(day)s: %(why)s",
        day=_day(it),
        why=folder_words.reasons()[Waits(it.detail["reason"])],
    ),
    "folder.resume": lambda _it: _("Let the folder's clock run again"),
    "cash.hand_over": lambda it: _(
        "Said that %(amount)s in cash was handed over", amount=_amount(it)
    ),
    "cash.take_back": lambda it: _(
        "Took back: %(amount)s in cash was not handed over", amount=_amount(it)
    ),
    "cash.confirm": lambda it: _("Has %(amount)s in cash in hand", amount=_amount(it)),
    "cash.contest": lambda it: _(
        "Said no: %(amount)s in cash was not handed over", amount=_amount(it)
    ),
    "household.phone": lambda _it: _("Changed the keeper's phone number"),
    "household.erase": lambda _it: _("Erased the data, as was asked"),
    "shop.open": lambda _it: _("Opened the shop"),
    "shop.change": lambda _it: _("Changed the shop's name or story"),
    "shop.pause": lambda _it: _("Paused selling"),
    "shop.resume": lambda _it: _("Started selling again"),
    "account.declare": lambda it: _(
        "Wrote down the account: %(bank)s ending %(tail)s", **_account(it)
    ),
    "account.ask": lambda it: _(
        "Asked to change the account: %(bank)s ending %(tail)s", **_account(it)
    ),
    "account.call_back": lambda it: _(
        "Told the keeper's code for the account: %(bank)s ending %(tail)s", **_account(it)
    ),
    "account.approve": lambda it: _(
        "Agreed to the account: %(bank)s ending %(tail)s", **_account(it)
    ),
    "account.stop": lambda it: _(
        "Stopped the change of account: %(bank)s ending %(tail)s", **_account(it)
    ),
    "account.ask_name": lambda it: _(
        "Asked the bank for the name: %(bank)s ending %(tail)s", **_account(it)
    ),
    "account.name_told": lambda it: _(
        "The bank told the name: %(bank)s ending %(tail)s", **_account(it)
    ),
    "account.name_taken": lambda it: _(
        "Took the bank's name for the same: %(bank)s ending %(tail)s", **_account(it)
    ),
    "account.name_refused": lambda it: _(
        "Said the bank's name is another's: %(bank)s ending %(tail)s", **_account(it)
    ),
    "account.retire": lambda _it: _("No longer paid into the account"),
    "bill.issue": lambda it: _("Wrote bill %(code)s", code=_order_code(it)),
    "bill.void": lambda it: _("Voided bill %(code)s", code=_order_code(it)),
    "bill.remind": lambda it: _("Reminded the payer of bill %(code)s", code=_order_code(it)),
    "bill.bank_said": lambda it: _("Money came for bill %(code)s", code=_order_code(it)),
    "bill.keeper_says_bank": _said_bill_paid,
    "bill.keeper_says_cash": _said_bill_paid,
    "bill.refunded": lambda it: _("Gave money back for bill %(code)s", code=_order_code(it)),
    "visit.write": lambda it: _("Was at the house on %(day)s: %(outcome)s", **_visit(it)),
    "visit.withdraw": lambda it: _("Took back the visit of %(day)s: %(outcome)s", **_visit(it)),
    "visit.plan": lambda it: _("Means to visit on %(day)s", day=_day(it)),
    "visit.move": lambda it: _("Moved the visit to %(day)s", day=_day(it)),
    "visit.drop": lambda it: _("Took the visit of %(day)s out of the plan", day=_day(it)),
    "identity.confirm": lambda it: _("Made sure who keeps the shop, on %(day)s", day=_day(it)),
    "identity.take_back": lambda it: _("Took back having made sure, on %(day)s", day=_day(it)),
    "team.enlist": lambda it: _("Joined %(team)s", team=it.detail["team"]),
    "team.head": lambda it: _("Became a head of %(team)s", team=it.detail["team"]),
    "team.hand_over": lambda it: _("Handed the work of %(team)s to %(to)s", **_handed(it)),
    "team.receive": lambda it: _("The work of %(team)s was received by %(to)s", **_handed(it)),
    "team.leave": lambda it: _("Left %(team)s", team=it.detail["team"]),
    "poster.print": lambda it: _("Printed poster %(serial)s", serial=_order_code(it)),
    "poster.withdraw": lambda it: _("Withdrew poster %(serial)s", serial=_order_code(it)),
    "product.add": lambda it: _("Listed %(name)s", name=it.detail["name"]),
    "product.change": lambda it: _("Changed %(name)s", name=it.detail["name"]),
    "consent.give": lambda it: _(
        "Wrote down consent: %(what)s",
        what=", ".join(consents.short(Purpose(one)) for one in it.detail["purposes"]),
    ),
    "consent.prove": lambda _it: _("Kept a voice note or a photo of the paper"),
    "terms.prove": lambda _it: _("Kept a voice note or a photo of the paper"),
    "household.take_over": lambda _it: _("Took over: the team presses no more"),
    "household.ask_again": lambda _it: _("Asked the team to help again"),
    "objection.decide": lambda it: _(
        "Decided: %(ruling)s", ruling=rulings()[Ruling(it.detail["ruling"])]
    ),
    "consent.withdraw": lambda it: _("Took back consent: %(what)s", what=_purpose(it)),
    "order.placed": lambda it: _("Order %(code)s came in", code=_order_code(it)),
    "order.confirmed": lambda it: _("Accepted order %(code)s", code=_order_code(it)),
    "order.sent": lambda it: _("Sent order %(code)s", code=_order_code(it)),
    "order.done": lambda it: _("Handed over order %(code)s", code=_order_code(it)),
    "order.cancelled": lambda it: _("Cancelled order %(code)s", code=_order_code(it)),
    "order.expired": lambda it: _("Order %(code)s ran out of time", code=_order_code(it)),
    "order.bank_said": lambda it: _("Money came for order %(code)s", code=_order_code(it)),
    "order.bank_agreed": lambda it: _("Money came for order %(code)s", code=_order_code(it)),
    "order.gateway_said": lambda it: _("Money came for order %(code)s", code=_order_code(it)),
    "order.money_found": lambda it: _("Money came for order %(code)s", code=_order_code(it)),
    "order.revived": lambda it: _("Opened order %(code)s again", code=_order_code(it)),
    "order.keeper_said_bank": _said_paid,
    "order.keeper_said_cash": _said_paid,
    "order.word_withdrawn": lambda it: _(
        "Took back: no money came for order %(code)s", code=_order_code(it)
    ),
    "bill.word_withdrawn": lambda it: _(
        "Took back: no money came for bill %(code)s", code=_order_code(it)
    ),
    "order.weighed": lambda it: _("Weighed order %(code)s", code=_order_code(it)),
    "order.weight_asked": lambda it: _("Weighed order %(code)s", code=_order_code(it)),
    "order.rest_asked": lambda it: _("Asked for the rest of %(code)s", code=_order_code(it)),
    "order.let_go": lambda it: _("Let a rest go of order %(code)s", code=_order_code(it)),
    "order.refunded": lambda it: _("Gave money back for order %(code)s", code=_order_code(it)),
}
