"""Complaints in plain words: what is wrong, whose turn it is, what happened."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import gettext as _

from storefront.complaints import bearing
from storefront.complaints.models import (
    Complaint,
    ComplaintState,
    ComplaintStep,
    Desk,
    Stepped,
    Trouble,
    Wants,
)
from storefront.delivery.terms import Fault
from storefront.money import Money
from storefront.payments.models import RefundState
from storefront.web.delivery_words import order_terms
from storefront.web.filters import moment


class Standing(NamedTuple):
    words: str
    kind: str


def trouble(which: Trouble) -> str:
    words = {
        Trouble.NOT_COME: _("It has not come"),
        Trouble.SPOILED: _("Spoiled or broken"),
        Trouble.WRONG: _("Not what I ordered"),
        Trouble.SHORT: _("Too little, or lighter"),
        Trouble.OTHER: _("Another matter"),
    }
    return str(words[which])


def wanted(complaint: Complaint) -> str:
    if complaint.wants is Wants.AGAIN:
        return str(_("The goods once more"))
    if complaint.asked:
        return str(_("%(amount)s back", amount=complaint.asked))
    return str(_("An answer"))


def standing(complaint: Complaint) -> Standing:
    """Where it stands, for both sides alike."""
    if complaint.state is ComplaintState.OPEN:
        return Standing(_("Waits for %(who)s", who=desk(complaint.desk)), "wait")
    if complaint.state is ComplaintState.ANSWERED:
        return Standing(_("Answered; the buyer agrees or appeals"), "wait")
    if complaint.state is ComplaintState.APPEALED:
        return Standing(_("The commune decides"), "wait")
    if complaint.state is ComplaintState.WITHDRAWN:
        return Standing(_("Withdrawn"), "")
    return Standing(_outcome(complaint), "ok")


def _outcome(complaint: Complaint) -> str:
    if complaint.given:
        return str(_("Ended: %(amount)s goes back", amount=complaint.given))
    if complaint.again:
        return str(_("Ended: the goods come once more"))
    return str(_("Ended: nothing goes back"))


def desk(which: Desk) -> str:
    words = {
        Desk.HOUSEHOLD: _("the household"),
        Desk.TEAM: _("the technology team"),
        Desk.COMMUNE: _("the commune"),
    }
    return str(words[which])


def money_back(complaint: Complaint) -> str:
    """How far the money is that it ended with."""
    if not complaint.given:
        return ""
    refund = complaint.refund
    if complaint.cash_at or (refund and refund.state is RefundState.DONE):
        return str(_("The money has gone back."))
    if refund is None:
        return str(_("The household gives it back in cash, and says here when it has."))
    if refund.state is RefundState.REFUSED:
        return str(_("The transfer did not go. The household gives it back in cash."))
    if refund.attempt_id is not None:
        return str(_("It goes back by the way it was paid."))
    if not refund.to_number:
        return str(_("It goes back by transfer as soon as the buyer names an account."))
    return str(_("The household transfers it to the account that was named."))


def steps(complaint: Complaint) -> list[tuple[str, str, str]]:
    return [(_step(it), _more(it), "done") for it in complaint.steps]


def _step(step: ComplaintStep) -> str:
    amount = step.amount or Money(0)
    words = {
        Stepped.OPENED: _("The buyer complained"),
        Stepped.PASSED_ON: _("No answer in time: passed on to %(who)s", who=desk(step.desk)),
        Stepped.ACCEPTED: _("Accepted in full"),
        Stepped.OFFERED: _("%(amount)s offered", amount=amount),
        Stepped.REFUSED: _("Refused"),
        Stepped.TAKEN: _("The buyer agreed"),
        Stepped.APPEALED: _("The buyer appealed to the commune"),
        Stepped.DECIDED: _("The commune decided: %(amount)s goes back", amount=amount),
        Stepped.WITHDRAWN: _("The buyer withdrew it"),
        Stepped.CASH_GIVEN: _("%(amount)s given back in cash", amount=amount),
    }
    return str(words[step.what])


def _more(step: ComplaintStep) -> str:
    who = step.by.name if step.by else ""
    return " · ".join(it for it in (moment(step.at), who, step.words) if it)


def agreed(complaint: Complaint) -> tuple[str, str]:
    """What was said about such a case when it was ordered: fault, and who bears what."""
    fault = bearing.fault_of(complaint.order, complaint.trouble)
    said = order_terms(complaint.order)
    place = list(Fault).index(fault)
    return said[place] if place < len(said) else ("", "")
