"""What the province is known for: a page each, and all of them."""

from typing import Any

from flask import Blueprint, abort, current_app, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from storefront import clock
from storefront.catalogue import queries
from storefront.catalogue.specialities import Speciality, every, prices_now, sold_now
from storefront.web import cards
from storefront.web.doors import PUBLIC, door
from storefront.web.filters import joined, number
from storefront.web.languages import language
from storefront.web.page_cache import kept

bp = Blueprint("specialities", __name__, url_prefix="/specialities")

GOODS = 24


@bp.app_template_filter("speciality_name")
def name_of(it: Speciality) -> str:
    return it.name if language() == "vi" else it.english


@bp.app_template_filter("speciality_label")
def label_of(it: Speciality) -> str:
    return it.label if language() == "vi" else it.label_english


def _pulse(slug: str) -> str | None:
    return queries.pulse()


@bp.get("")
@door(PUBLIC)
@kept(queries.pulse)
def index() -> str:
    today = clock.village_date(clock.now())
    known = [(name_of(it), f"/specialities/{it.slug}", it) for it in every().values()]
    return render_template(
        "specialities/index.html",
        pictured=[(name, href, None, f"img/goods/{it.picture}.webp") for name, href, it in known],
        seasons=[(name, href, it.season) for name, href, it in known],
        month=today.month,
    )


@bp.get("/<slug>")
@door(PUBLIC)
@kept(_pulse)
def show(slug: str) -> str:
    it = every().get(slug) or abort(404)
    today = clock.village_date(clock.now())
    found = sold_now(it, on=today, limit=GOODS)
    return render_template(
        "specialities/show.html",
        it=it,
        month=today.month,
        public_url=current_app.config["SETTINGS"].public_url,
        goods=cards.shown(found, on=today),
        prices=[_price(row) for row in prices_now(it, on=today)] if found else [],
        is_ripe=bool(it.season >> (today.month - 1) & 1),
    )


def _price(row: Any) -> str:
    """Of so many goods: what they cost now, and no word of what they should cost."""
    least, most = number(row.least.dong), number(row.most.dong)
    price = least if least == most else f"{least}–{most}"
    of = ngettext("of %(num)s kind of goods on sale", "of %(num)s kinds of goods on sale", row.many)
    return str(_("%(price)s\u00a0₫/%(unit)s", price=price, unit=joined(row.unit))) + f" ({of})"
