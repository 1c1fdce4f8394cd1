"""Two entries of the book in words: what was said of them, what would move, what is in the way."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from storefront import clock
from storefront.errors import MarketError
from storefront.shops.models import Household, Twin, TwinAnswer
from storefront.twins import actions
from storefront.twins.finding import Likeness
from storefront.twins.hindrances import Hindered, Hindrance
from storefront.twins.plan import Plan
from storefront.web import consents, filters, twin_sides


def alike(why: frozenset[Likeness]) -> str:
    words = {
        Likeness.NAME: _("same name, village and year of birth"),
        Likeness.PHONE: _("one's wallet is the other's phone number"),
        Likeness.ACCOUNT: _("paid at the same account"),
    }
    return "; ".join(words[it] for it in Likeness if it in why)


def answered(it: Twin) -> str:
    """What was said, by whom and when."""
    who = it.decided_by or it.said_by
    day = filters.day(clock.village_date(it.decided_at or it.said_at))
    words: dict[TwinAnswer, str] = {
        TwinAnswer.APART: _("Two households, says %(who)s, %(day)s", who=who.name, day=day),
        TwinAnswer.PROPOSED: _("One household, says %(who)s, %(day)s", who=who.name, day=day),
        TwinAnswer.JOINED: _(
            "Made one by %(first)s and %(who)s, %(day)s",
            first=it.said_by.name, who=who.name, day=day,
        ),
    }  # fmt: skip
    return words[it.answer]


def taken_back(it: Twin) -> str:
    if it.ended_at is None or it.ended_by is None:
        return ""
    day = filters.day(clock.village_date(it.ended_at))
    return str(_("taken back by %(who)s, %(day)s", who=it.ended_by.name, day=day))


def preview(it: Plan) -> list[str]:
    """What moves, what rests and what stays, in the order people ask."""
    said = [
        _shop_goes(it),
        _account_goes(it),
        _("The phone number goes over.") if it.phone else "",
        _("What was agreed to goes over: %(what)s.", what=_purposes(it)) if it.consents else "",
        _("The folder %(number)s goes over.", number=it.folder.number) if it.folder else "",
        _(
            "Orders, payments, visits and figures stay as they are "
            "written, and are read from the kept entry."
        ),
        _("From today the household counts once. Days before do not change."),
        _("Both keepers are told by message, where they have a number."),
    ]
    return [words for words in said if words]


def _purposes(it: Plan) -> str:
    return ", ".join(dict.fromkeys(consents.short(each.purpose) for each in it.consents))


def _shop_goes(it: Plan) -> str:
    if it.shop:
        return str(
            _("The shop %(shop)s goes over and stays open at its address.", shop=it.shop.name)
        )
    if it.resting is None:
        return ""
    rests: str = _(
        "The shop %(shop)s sells no more; its address leads to the other.", shop=it.resting.name
    )
    if not it.goods:
        return rests
    names = ", ".join(each.name for each in it.goods)
    goods = ngettext(
        "%(num)s product goes over: %(names)s.", "%(num)s products go over: %(names)s.",
        len(it.goods), names=names,
    )  # fmt: skip
    return f"{rests} {goods}"


def _account_goes(it: Plan) -> str:
    if it.account:
        return str(_("The account %(account)s goes over.", account=twin_sides.account(it.account)))
    if not it.retired:
        return ""
    gone = ", ".join(twin_sides.account(each) for each in it.retired)
    return str(
        _(
            "Nothing is paid into %(account)s any more, and posters with it are withdrawn.",
            account=gone,
        )
    )


def hindrances() -> dict[Hindrance, str]:
    return {
        Hindrance.GONE: _("One of them is out of the book already."),
        Hindrance.PROVINCES: _(
            "They live in different provinces. First say where the household lives."
        ),
        Hindrance.OWN: _("This household acts by itself. Keep that entry instead."),
        Hindrance.CONSENT: _(
            "One of them agreed to something that the other has refused. Ask the household first."
        ),
        Hindrance.ORDERS: _("Orders are under way. Wait until they have ended."),
        Hindrance.BILLS: _("A bill is not paid yet. Wait, or void it."),
        Hindrance.CASES: _("Money waits that did not fit. Decide about it first."),
        Hindrance.REFUNDS: _("Money is on its way back to a buyer. Wait until it has arrived."),
        Hindrance.PAYOUTS: _(
            "Money is on its way to the household. A second person looks at it first."
        ),
        Hindrance.CASH: _("Somebody holds cash for it. It is handed over first."),
        Hindrance.WALLET: _("It has a wallet of its own that takes money. Stop that first."),
        Hindrance.ACCOUNT_CHANGE: _(
            "A change of account is under way. Wait until it has ended, or stop it."
        ),
        Hindrance.WEEKLY: _(
            "Something is ordered from it each week. Ask the buyer to order from the other shop."
        ),
        Hindrance.GROUP: _("It is part of a group order. Wait until that has ended."),
        Hindrance.STALL: _("It keeps a stall on a market day. Close that out first."),
        Hindrance.COMPLAINT: _("A complaint waits. It is answered first."),
        Hindrance.DOWN: _("Its shop or goods were taken down. That is put back or settled first."),
        Hindrance.OBJECTION: _(
            "The household says it did not ask for something. The commune decides that first."
        ),
        Hindrance.SUSPECT: _("Somebody looks twice at its figures. That is decided first."),
        Hindrance.UNDECIDED: _("Nobody has said yet to which commune it belongs."),
    }


def refused(refusal: MarketError) -> str:
    if isinstance(refusal, Hindered):
        return " ".join(hindrances()[it] for it in refusal.found)
    if isinstance(refusal, actions.SecondPerson):
        return str(_("You proposed it. A second person decides."))
    if isinstance(refusal, actions.TooLate):
        return str(
            _("It cannot be undone any more: seven days are over, or something has happened since.")
        )
    return str(_("Somebody has said something of these two meanwhile. Look again."))


def sides_named() -> list[str]:
    """By when they were written down; codes are for looking up."""
    return [_("Older entry"), _("Newer entry")]


def keeping(kept: Household, gone: Household) -> str:
    if kept.id < gone.id:
        return str(_("The older entry stays, the newer goes into it"))
    return str(_("The newer entry stays, the older goes into it"))


def went(kept: Household, gone: Household) -> str:
    if kept.id < gone.id:
        return str(_("The newer entry went into the older"))
    return str(_("The older entry went into the newer"))
