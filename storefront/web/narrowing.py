"""Narrowing a search, as links: what was chosen travels in the address."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import Any, NamedTuple
from urllib.parse import quote_plus, urlencode

from flask import Flask
from flask_babel import gettext as _

from storefront.catalogue import facets
from storefront.catalogue.facets import ANYTHING, PRICES, STEPS, Choice, Wanted
from storefront.catalogue.reaching import reach
from storefront.shops.models import CertificateKind
from storefront.web.filters import number

MOST_PLACES = 30
LABELS = {it.value for it in CertificateKind if it is not CertificateKind.LICENCE}
SORTS = ("cheap", "new")


def install(app: Flask) -> None:
    app.jinja_env.globals.update(search_address=address, narrowed_by=narrowed_by)


def _yes(typed: str) -> bool:
    return typed == "1"


def _upto(most: int, typed: str) -> int | None:
    plain = typed.isascii() and typed.isdigit() and len(typed) < 4
    return int(typed) if plain and 0 < int(typed) <= most else None


def _code(typed: str) -> str:
    return typed if typed.isascii() and typed.isalnum() and len(typed) <= 20 else ""


def _one_of(known: Sequence[str] | set[str], typed: str) -> str:
    return typed if typed in known else ""


READ: dict[str, Callable[[str], Any]] = {
    "now": _yes,
    "month": partial(_upto, 12),
    "place": _code,
    "price": partial(_upto, len(PRICES)),
    "label": partial(_one_of, LABELS),
    "sent": _yes,
    "to": _code,
    "sort": partial(_one_of, SORTS),
}


def wanted(*, on: date, near: str = "", **narrowed: Any) -> Wanted:
    """Prices are counted from one in addresses, since nothing stands for all. `near`: where the
    reader is, if that is to be offered too."""
    price, to = narrowed.pop("price"), narrowed.pop("to")
    known = reach(to or near, on=on) if to or near else None
    return Wanted(
        **narrowed, price=price - 1 if price else None, to=to if known else "", reach=known
    )


def address(path: str, q: str, wanted: Wanted, page: int = 1) -> str:
    said = [_quoted(q), _said(wanted), f"page={page}" if page > 1 else ""]
    return f"{path}?{'&'.join(filter(None, said))}"


@lru_cache(maxsize=64)
def _quoted(q: str) -> str:
    """A page has several links for the same words."""
    return f"q={quote_plus(q)}" if q else ""


@lru_cache(maxsize=1024)
def _said(wanted: Wanted) -> str:
    said = {
        "now": 1 if wanted.now else None,
        "month": wanted.month,
        "place": wanted.place,
        "price": None if wanted.price is None else wanted.price + 1,
        "label": wanted.label,
        "sent": 1 if wanted.sent else None,
        "to": wanted.to,
        "sort": wanted.sort,
    }
    return urlencode({name: it for name, it in said.items() if it})


class Link(NamedTuple):
    words: str
    href: str
    many: int
    chosen: bool


def groups(rows: Sequence[Any], wanted: Wanted, q: str) -> list[tuple[str, list[Link]]]:
    """What can be chosen, group by group."""
    titles = {
        "now": _("When"),
        "month": _("In season in month"),
        "place": _("Commune"),
        "price": _("Price of a kilogram"),
        "label": _("Certificate"),
        "sent": _("How it comes"),
        "to": _("To where you are"),
    }
    found = facets.choices(rows, wanted)
    return [
        (title, [_link(name, it, q, wanted) for it in found[name][:MOST_PLACES]])
        for name, title in titles.items()
        if found[name]
    ]


def _link(group: str, choice: Choice, q: str, wanted: Wanted) -> Link:
    words = choice.name or _words(group, choice.value, wanted)
    return Link(words, address("/search/narrow", q, choice.wanted), choice.many, choice.chosen)


def narrowed_by(wanted: Wanted) -> list[str]:
    """What was chosen, in words."""
    return [
        _words(group, getattr(wanted, group), wanted)
        for group in ("now", "month", "place", "price", "label", "sent", "to")
        if getattr(wanted, group) != getattr(ANYTHING, group)
    ]


def _words(group: str, value: Any, wanted: Wanted) -> str:
    if group == "to" and wanted.reach:
        return str(_("Comes to %(place)s in time", place=wanted.reach.name))
    if group == "month":
        return str(_("Month %(month)s", month=value))
    if group == "price":
        return _price(value)
    words = {
        "ocop": "OCOP",
        "vietgap": "VietGAP",
        "safe_food": _("Safe food promise"),
        "now": _("Can be had now"),
        "sent": _("Sent to you"),
        "place": _("One commune"),
    }
    return str(words[value if group == "label" else group])


def _price(step: int) -> str:
    least, most = (number(dong) for dong in STEPS[step : step + 2])
    if step == 0:
        return str(_("Under %(most)s\u00a0₫", most=most))
    if step == PRICES[-1]:
        return str(_("From %(least)s\u00a0₫", least=least))
    return str(_("%(least)s–%(most)s\u00a0₫", least=least, most=most))
