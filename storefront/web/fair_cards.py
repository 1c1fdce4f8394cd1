"""The QR card on the table of a stall: which one is good, and how it is drawn."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext as _

from storefront import clock
from storefront.fairs import queries
from storefront.fairs.models import Stall
from storefront.posters import actions as posters
from storefront.posters.models import Leads, Poster
from storefront.posters.press import Sheet, Size
from storefront.web import sheets
from storefront.web.people import me
from storefront.web.posters import carries


def is_there(stall: Stall) -> bool:
    """Good still, and of the account the household is paid at."""
    card, shop = stall.poster, stall.shop
    if card is None or shop is None or not card.is_good:
        return False
    return card.account is not None and card.account is shop.household.account


def laid(stall: Stall) -> Poster:
    shop = stall.shop
    assert shop is not None  # noqa: S101  see enter
    leads, at = Leads.TO_ACCOUNT, clock.now()
    card = queries.card_before(stall)
    if card is None or card.account is not shop.household.account:
        card = posters.enter(shop, leads, carries=carries(shop, leads), by=me(), at=at)
    if card.spot != _spot(stall):  # the same card may lie on another table today
        posters.place(card, where=_spot(stall), by=me(), at=at)
    return card


def _spot(stall: Stall) -> str:
    return f"{stall.fair.name}, {_('Stall').lower()} {stall.name}"[:80]


def sheet(stall: Stall, size: Size) -> Sheet:
    shop, card = stall.shop, stall.poster
    assert shop is not None and card is not None and card.account is not None  # noqa: S101, PT018
    drawn = sheets.to_account(shop, card.account, card.content, serial=card.serial, size=size)
    place = f"{_('Stall')} {stall.name} · {stall.fair.name}"
    return replace(drawn, place=place)
