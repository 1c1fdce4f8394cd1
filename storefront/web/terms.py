"""The terms of sellers and the conditions of buyers, every version of them, for anybody to read."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, abort, render_template
from flask_babel import gettext as _

from storefront import addresses, clock
from storefront.terms import texts
from storefront.terms.texts import Terms, Version
from storefront.web.doors import PUBLIC, door
from storefront.web.filters import day
from storefront.web.languages import language
from storefront.web.today import asked_on

bp = Blueprint("terms", __name__, url_prefix="/terms")


@bp.get("")
@door(PUBLIC)
def index() -> str:
    return render_template(
        "terms/index.html",
        all=[(it, title(it), texts.VERSIONS[it]) for it in Terms],
        now_in_force=[texts.on(it, asked_on()) for it in Terms],
    )


@bp.get("/<any(sellers,buyers):kind>")
@door(PUBLIC)
def current(kind: str) -> str:
    """Those of today."""
    return _page(texts.on(Terms(kind), asked_on()))


@bp.get("/<any(sellers,buyers):kind>/<version>")
@door(PUBLIC)
def show(kind: str, version: str) -> str:
    return _page(texts.version(Terms(kind), version) or abort(404))


@bp.app_template_filter("conditions")
def conditions(placed_at: datetime) -> str:
    """Where the conditions stand that an order of that moment follows."""
    version = of_the_day(placed_at)
    return f"/terms/{version.terms}/{version.name}"


def conditions_told(placed_at: datetime) -> str:
    """The same on paper, where nothing can be pressed."""
    version = of_the_day(placed_at)
    said = {"day": day(version.since), "address": addresses.bare(conditions(placed_at))}
    return str(_("Conditions for buyers of %(day)s: %(address)s", **said))


def of_the_day(placed_at: datetime) -> Version:
    return texts.on(Terms.BUYERS, clock.village_date(placed_at))


def title(terms: Terms) -> str:
    words = {Terms.SELLERS: _("Terms for sellers"), Terms.BUYERS: _("Conditions for buyers")}
    return str(words[terms])


def _page(version: Version) -> str:
    known = texts.VERSIONS[version.terms]
    later = [it for it in known if it.since > version.since]
    return render_template(
        "terms/show.html",
        version=version,
        text=version.text(language()),
        title=title(version.terms),
        next=later[0] if later else None,
        is_ahead=version.since > asked_on(),
    )
