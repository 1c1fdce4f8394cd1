"""What the screen has seen, in words; names only to those who may know them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from storefront import digits
from storefront.accounts.models import Purpose
from storefront.money import Money
from storefront.screening.models import Scheme, Suspect
from storefront.screening.rules.book import BY_SCHEME
from storefront.shops.models import Household
from storefront.web import growth_views, import_words
from storefront.web.filters import day, in_digits, number
from storefront.web.languages import language

Seen = dict[str, Any]
Words = Any  # the translators' library has no types


@dataclass(frozen=True, slots=True)
class Known:
    """A household, as the person looking may know it."""

    who: str
    where: str
    commune: str
    code: str
    """Empty for those who did not agree to be shown."""
    is_named: bool = False
    """Else nothing else may be said that names them, such as their shop."""


@dataclass(frozen=True, slots=True)
class Row:
    suspect: Suspect
    title: str
    home: Known
    said: list[str]


def row(suspect: Suspect) -> Row:
    return Row(
        suspect,
        _(BY_SCHEME[suspect.scheme].name),
        known(suspect.household),
        said(suspect.scheme, suspect.evidence),
    )


def known(home: Household) -> Known:
    commune = home.village.parent
    where, above = home.village.full_name, commune.full_name if commune else ""
    agrees = home.keeper.agrees_to(Purpose.REPORT)
    if not agrees and not growth_views.is_named(home.village.path):
        return Known(_("a household that did not agree to be shown"), where, above, "")
    return Known(
        growth_views.known_as(home),
        where,
        above,
        home.code if agrees else "",
        growth_views.is_named(home.village.path),
    )


def said(scheme: Scheme, seen: Seen) -> list[str]:
    """One sentence for what is special about it, and one for the orders, if it is about orders."""
    special = _SPECIAL[scheme](seen)
    lines = (special, _orders(seen) if "orders" in seen else "", _by_hand(seen))
    return [line for line in lines if line]


def _by_hand(seen: Seen) -> Words:
    many = seen.get("by_hand", 0)
    return (
        ngettext(
            "%(num)s of them was entered by the house or a helper, for a buyer who called.",
            "%(num)s of them were entered by the house or a helper, for buyers who called.",
            many,
        )
        if many
        else ""
    )


def _orders(seen: Seen) -> Words:
    return ngettext(
        "%(num)s order for %(amount)s between %(a)s and %(b)s, %(buyers)s phone numbers; "
        "%(word)s are paid by the house's own word.",
        "%(num)s orders for %(amount)s between %(a)s and %(b)s, %(buyers)s phone numbers; "
        "%(word)s are paid by the house's own word.",
        seen["orders"],
        amount=_dong(seen["amount"]),
        a=_day(seen["from"]),
        b=_day(seen["to"]),
        buyers=number(seen["buyers"]),
        word=digits.percent(str(seen["word_only"]), language()),
    )


def _self_buying(seen: Seen) -> Words:
    return {
        "phone": _("The buyer's number is the keeper's own."),
        "helper": _("The buyer's number is that of somebody who helps this house."),
        "device": _(
            "Ordered in a browser in which the keeper or a helper signs in, or entered by them."
        ),
        "account": _("Paid from another account of the house itself."),
        "account-helper": _("Paid from the account of somebody who helps this house."),
        "payer": _("Paid by somebody of the keeper's own name, from another bank."),
        "address": _("Several numbers, all sent to one door."),
    }[seen["by"]]


def _circular(seen: Seen) -> Words:
    return _(
        "Keepers of %(num)s houses bought from each other for about the same sum.",
        num=number(len(seen["households"])),
    )


def _burst(seen: Seen) -> Words:
    return _(
        "Figures were due on %(day)s. On as many usual days this shop has %(usual)s orders.",
        day=_day(seen["deadline"]),
        usual=digits.written(str(seen["usual"]), language()),
    )


def _empty(seen: Seen) -> Words:
    return _(
        "Open for %(days)s days with nothing to sell. The same person opened %(all)s shops in "
        "those days; %(empty)s are empty.",
        days=number(seen["days"]),
        all=number(seen["alongside"]),
        empty=number(seen["empty"]),
    )


def _twice(seen: Seen) -> Words:
    return _("An older entry has nearly the same name and year of birth: compare the two below.")


def _account(seen: Seen) -> Words:
    return _(
        "%(num)s houses are paid on this account, and its holder keeps none or another of them.",
        num=number(seen["count"]),
    )


def _photo(seen: Seen) -> Words:
    if seen["exact"]:
        return _("The very same picture stands in %(num)s shops.", num=number(seen["count"]))
    return _(
        "The same picture, changed a little, stands in %(num)s shops.", num=number(seen["count"])
    )


def _staff(seen: Seen) -> Words:
    return _(
        "Bought by officials or team members, in multiples of %(sum)s.", sum=_dong(seen["step"])
    )


def _revived(seen: Seen) -> Words:
    return _("Nothing was sold for %(days)s days before.", days=number(seen["rested"]))


def _overlap(seen: Seen) -> Words:
    return _(
        "%(platform)s says %(imported)s for %(first)s – %(last)s; our own book says %(own)s.",
        platform=import_words.said_by(seen["platform"]),
        imported=_dong(seen["imported"]),
        first=_day(seen["from"]),
        last=_day(seen["to"]),
        own=_dong(seen["amount"]),
    )


def _price(seen: Seen) -> Words:
    return _(
        "Sold at %(price)s a %(unit)s; the middle of %(known)s others is %(usual)s.",
        price=_dong(seen["price"]),
        unit=seen["unit"],
        known=number(seen["known"]),
        usual=_dong(seen["usual"]),
    )


_SPECIAL = {
    Scheme.SELF_BUYING: _self_buying,
    Scheme.CIRCULAR: _circular,
    Scheme.BURST: _burst,
    Scheme.EMPTY_SHELL: _empty,
    Scheme.TWICE: _twice,
    Scheme.SHARED_ACCOUNT: _account,
    Scheme.COPIED_PHOTO: _photo,
    Scheme.STAFF_ROUND: _staff,
    Scheme.UNPAID_SCAN: lambda seen: _("None of these orders was ever paid."),
    Scheme.REVIVED: _revived,
    Scheme.OVERLAP: _overlap,
    Scheme.PRICE_OUTLIER: _price,
}


def verbs() -> dict[str, str]:
    """Of the trail."""
    return {
        "suspect.innocent": _("found innocent: counted"),
        "suspect.not_counted": _("decided: not counted"),
        "suspect.reopened": _("took the decision back"),
    }


def _dong(amount: int) -> str:
    return in_digits(Money(amount))


def _day(iso: str) -> str:
    return day(date.fromisoformat(iso))
