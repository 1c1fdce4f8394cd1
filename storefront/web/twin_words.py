"""Two entries of the book in words: each by itself, what differs, what would move, what is in the
way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from storefront import banks, clock
from storefront.accounts.models import Purpose
from storefront.errors import MarketError
from storefront.shops.models import Household, PaymentAccount, Product, Twin, TwinAnswer
from storefront.twins import actions, queries
from storefront.twins.hindrances import Hindered, Hindrance
from storefront.twins.plan import Plan
from storefront.twins.queries import Likeness
from storefront.web import consents, filters

NONE = "–"
TELLING = 5
"""Name, village, year, number, account: the rest differs in any case."""


@dataclass(frozen=True, slots=True)
class Side:
    household: Household
    said: dict[str, str]
    """By what is asked, in one order for every household."""


class Row(NamedTuple):
    what: str
    values: Sequence[str]

    tells: bool
    """What is there twice may tell whether they are one."""

    @property
    def is_alike(self) -> bool | None:
        """Nothing where one of them says nothing."""
        if not self.tells or len(self.values) < 2 or NONE in self.values:
            return None
        return len(set(self.values)) == 1


def side(it: Household) -> Side:
    book = queries.book_of(it)
    shop = it.shop
    return Side(
        it,
        {
            _("Name"): it.keeper.name,
            _("Village"): _lives(it),
            _("Year of birth"): str(it.birth_year or NONE),
            _("Phone number"): ends_in(it.keeper.phone),
            _("Account"): "; ".join(_account(each) for each in it.accounts) or NONE,
            _("Shop"): _shop(it),
            _("Goods"): _goods(shop.products if shop else []),
            _("Orders"): _how_often(book.orders, _day(book.ordered_at)),
            _("Visits"): _how_often(
                book.visits, filters.day(book.visited_on) if book.visited_on else None
            ),
            _("Agreed to"): _agreed(it),
            _("Folder"): book.folder or NONE,
            _("Registered"): f"{filters.day(clock.village_date(it.registered_at))}, "
            f"{it.registered_by.name}",
        },
    )


def rows(sides: Sequence[Side]) -> list[Row]:
    return [
        Row(what, [it.said[what] for it in sides], nth < TELLING)
        for nth, what in enumerate(sides[0].said)
    ]


def ends_in(phone: str | None) -> str:
    """Enough to know it by, for whoever knows it."""
    return f"••• ••• {phone[-3:]}" if phone else NONE


def _lives(it: Household) -> str:
    commune = it.village.parent
    return f"{it.village.full_name}, {commune.full_name}" if commune else it.village.full_name


def _day(moment: datetime | None) -> str | None:
    return filters.day(clock.village_date(moment)) if moment else None


def _account(it: PaymentAccount) -> str:
    words = f"{banks.name_of(it.bank_bin)} •••{it.tail}"
    return _("%(account)s (no longer used)", account=words) if it.retired_at else words


def _shop(it: Household) -> str:
    if it.shop is None:
        return NONE
    return it.shop.name if it.shop.is_open else _("%(shop)s (resting)", shop=it.shop.name)


def _goods(products: Sequence[Product]) -> str:
    if not products:
        return NONE
    names = ", ".join(it.name for it in products[:4])
    more = len(products) - 4
    return f"{names} (+{more})" if more > 0 else names


def _how_often(many: int, last: str | None) -> str:
    return _("%(many)s, the last on %(day)s", many=many, day=last) if many and last else NONE


def _agreed(it: Household) -> str:
    said = [consents.short(purpose) for purpose in Purpose if it.keeper.agrees_to(purpose)]
    return ", ".join(said) or NONE


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
        return str(_("The account %(account)s goes over.", account=_account(it.account)))
    if not it.retired:
        return ""
    gone = ", ".join(_account(each) for each in it.retired)
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
