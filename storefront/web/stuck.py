"""Below every form that helpers and keepers fill in: "I'm stuck here", with the step named."""

from __future__ import annotations

import re

from flask import Flask, request, url_for
from flask_babel import gettext as _

from storefront.web.counter_mode import at_counter
from storefront.web.people import me_or_none

_CODE = re.compile(r"[A-Za-z0-9-]{1,60}")


def install(app: Flask) -> None:
    app.jinja_env.globals["stuck_here"] = stuck_here


def stuck_here() -> str | None:
    """Where one asks about this page. At a counter nobody's question is left behind, and who is
    not signed in asks the household."""
    step = _step_of(request.endpoint or "")
    if step is None or at_counter() or me_or_none() is None:
        return None
    parts = request.view_args or {}
    return url_for("questions.new", at=step, about=parts.get("code") or parts.get("shop"))


def named(step: str, about: str) -> str:
    """In words, with the code of the household, order or shop it is about."""
    words = _words().get(step, "")
    return f"{words} ({about})" if words and _CODE.fullmatch(about) else words


def _step_of(endpoint: str) -> str | None:
    room = endpoint.partition(".")[0]
    words = _words()
    return next((it for it in (endpoint, room) if it in words), None)


def _words() -> dict[str, str]:
    """By page, else by all pages of a kind. No names of people: codes say who it is about."""
    return {
        "registering": _("A new household"),
        "registering.create": _("Consent"),
        "households": _("The household's page"),
        "households.edit": _("Data of the household"),
        "consenting": _("Consent"),
        "opening": _("The shop is open"),
        "opening.shop": _("The shop's name"),
        "opening.account": _("Account"),
        "verifying": _("Is this account right?"),
        "payouts": _("Another payout account"),
        "credentials": _("Own credentials"),
        "identity": _("Is this really the keeper?"),
        "folders": _("Folder"),
        "taking_over": _("Taking over by oneself"),
        "goods": _("Goods"),
        "goods.add": _("List goods"),
        "sellers": _("Who sells"),
        "lots": _("Harvest"),
        "certificates": _("Certificates"),
        "ways": _("How goods are sent"),
        "ways.hours": _("Days goods leave"),
        "posters": _("Share and print"),
        "stickers": _("Stickers"),
        "order_desk": _("An order"),
        "weighing": _("Weighing goods"),
        "refunds": _("Give money back"),
        "calls": _("A buyer calls"),
        "bills": _("Write a bill"),
        "weekly.ask_for_buyer": _("Every week"),
        "weekly.begin_for_buyer": _("Every week"),
        "weekly.of_shop": _("Every week"),
        "weekly.show_to_house": _("Every week"),
        "stalls": _("Market days"),
        "stall_till": _("Selling at the stall"),
        "fairs": _("Market days"),
        "fair_stalls": _("Selling at the stall"),
        "visits": _("Visit"),
        "visit_plans": _("Plan of visits"),
        "territory": _("Villages and signal"),
        "rolls": _("Many households at once"),
        "roll_grid": _("Many households at once"),
        "twins": _("Two entries of one household"),
    }
