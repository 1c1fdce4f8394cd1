"""A household as one row of the team's list: five cells, where it stands, what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from storefront.accounts.models import Purpose
from storefront.orders.models import Order
from storefront.shops.models import Household
from storefront.shops.progress import Progress, Step, progress


class Row(NamedTuple):
    code: str
    """Of the shop, whose pattern is shown; of the household before there is one."""
    name: str
    href: str
    words: str
    steps: list[tuple[str, bool]]
    next_words: str | None
    next_href: str | None


def rows(households: Sequence[Household], waiting: Iterable[Order]) -> list[Row]:
    """Those with orders first, then those with something left to do, then the rest."""
    orders = Counter(order.shop.household_id for order in waiting)
    ranked = sorted(
        ((household, progress(household)) for household in households),
        key=lambda pair: (not orders[pair[0].id], pair[1].next is None, -len(pair[1].done)),
    )
    return [_row(household, far, orders[household.id]) for household, far in ranked]


def _row(household: Household, far: Progress, orders: int) -> Row:
    next_words, next_href = next_deed(household, far)
    return Row(
        code=household.shop.code if household.shop else household.code,
        name=household.keeper.name,
        href=url_for("households.show", code=household.code),
        words=_standing(household, far, orders),
        steps=[(words, step in far.done) for step, words in step_names().items()],
        next_words=next_words,
        next_href=next_href,
    )


def step_names() -> dict[Step, str]:
    return {
        Step.CONSENT: _("agreed"),
        Step.SHOP: _("shop open"),
        Step.PRODUCT: _("has goods"),
        Step.ACCOUNT: _("has an account"),
        Step.RECEIVED: _("has received money"),
    }


def next_deed(household: Household, far: Progress) -> tuple[str, str] | tuple[None, None]:
    """The button: what to do next for this household."""
    code = household.code
    if household.taken_over_at:
        return None, None
    if far.next is Step.CONSENT:
        return _("Ask for consent"), url_for("consenting.show", code=code)
    if far.next is Step.SHOP:
        return _("Open the shop"), url_for("opening.shop", code=code)
    if far.next is Step.PRODUCT and household.shop:
        return _("List the first goods"), url_for(
            "goods.add", shop=household.shop.code, first="yes"
        )
    if far.next is Step.ACCOUNT and household.keeper.agrees_to(Purpose.PAYOUT):
        return _("Write down the account"), url_for("opening.account", code=code)
    return None, None


def _standing(household: Household, far: Progress, orders: int) -> str:
    if orders:
        return str(ngettext("%(num)s order waiting", "%(num)s orders waiting", orders))
    if household.taken_over_at:
        return str(_("Acts by itself"))
    if household.shop and not household.shop.is_open:
        return str(_("Not selling for now"))
    words = {
        Step.CONSENT: _("Has taken its consent back"),
        Step.SHOP: _("Shop not open yet"),
        Step.PRODUCT: _("No goods yet"),
        Step.ACCOUNT: _("No account yet"),
        Step.RECEIVED: _("No money received yet"),
        None: _("Has received money"),
    }
    return str(words[far.next])
