"""Below every form that helpers and keepers fill in: "I'm stuck here", with the step named."""

from __future__ import annotations

import re
from functools import cache

from flask import Flask, request, url_for
from flask_babel import lazy_gettext as _l

from storefront.web.behind import request_now
from storefront.web.counter_mode import at_counter
from storefront.web.people import me_or_none

WORDS = {
    "registering": _l("A new household"),
    "registering.create": _l("Consent"),
    "households": _l("The household's page"),
    "households.edit": _l("Data of the household"),
    "consenting": _l("Consent"),
    "opening": _l("The shop is open"),
    "opening.shop": _l("The shop's name"),
    "opening.account": _l("Account"),
    "verifying": _l("Is this account right?"),
    "payouts": _l("Another payout account"),
    "credentials": _l("Own credentials"),
    "identity": _l("Is this really the keeper?"),
    "folders": _l("Folder"),
    "taking_over": _l("Taking over by oneself"),
    "goods": _l("Goods"),
    "goods.add": _l("List goods"),
    "sellers": _l("Who sells"),
    "lots": _l("Harvest"),
    "certificates": _l("Certificates"),
    "ways": _l("How goods are sent"),
    "ways.hours": _l("Days goods leave"),
    "posters": _l("Share and print"),
    "stickers": _l("Stickers"),
    "order_desk": _l("An order"),
    "weighing": _l("Weighing goods"),
    "refunds": _l("Give money back"),
    "calls": _l("A buyer calls"),
    "bills": _l("Write a bill"),
    "weekly.ask_for_buyer": _l("Every week"),
    "weekly.begin_for_buyer": _l("Every week"),
    "weekly.of_shop": _l("Every week"),
    "weekly.show_to_house": _l("Every week"),
    "stalls": _l("Market days"),
    "stall_till": _l("Selling at the stall"),
    "fairs": _l("Market days"),
    "fair_stalls": _l("Selling at the stall"),
    "visits": _l("Visit"),
    "visit_plans": _l("Plan of visits"),
    "territory": _l("Villages and signal"),
    "rolls": _l("Many households at once"),
    "roll_grid": _l("Many households at once"),
    "twins": _l("Two entries of one household"),
}
"""By page, else by all pages of a kind. No names of people: codes say who it is about."""
_CODE = re.compile(r"[A-Za-z0-9-]{1,60}")


def install(app: Flask) -> None:
    app.jinja_env.globals["stuck_here"] = stuck_here


def stuck_here() -> str | None:
    """Where one asks about this page. At a counter nobody's question is left behind, and who is
    not signed in asks the household."""
    step = _step_of(request_now().endpoint or "")
    if step is None or at_counter() or me_or_none() is None:
        return None
    parts = request.view_args or {}
    return url_for("questions.new", at=step, about=parts.get("code") or parts.get("shop"))


def named(step: str, about: str) -> str:
    """In words, with the code of the household, order or shop it is about."""
    words = str(WORDS.get(step, ""))
    return f"{words} ({about})" if words and _CODE.fullmatch(about) else words


@cache
def _step_of(endpoint: str) -> str | None:
    room = endpoint.partition(".")[0]
    return next((it for it in (endpoint, room) if it in WORDS), None)
