"""What was written of an entry that went into another one: read from the household that stands."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, render_template
from flask.typing import ResponseReturnValue

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.orders import queries as orders
from storefront.shops import queries as shops
from storefront.twins import queries
from storefront.visits import queries as visits
from storefront.web import deeds, looking, twin_sides, twin_words, visit_words
from storefront.web.doors import SIGNED_IN, door
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("formerly", __name__)


@bp.get("/team/households/<code>/formerly/<other>")
@door(SIGNED_IN)
def show(code: str, other: str) -> ResponseReturnValue:
    on = clock.village_date(clock.now())
    kept = shops.household_for(code, me(), Permission.HOUSEHOLD_READ, on=on) or abort(404)
    twin = next((it for it in queries.joined_into(kept) if it.gone.code == other), None)
    gone = twin.gone if twin else abort(404)
    if kept.keeper_id != me().id:
        looking.noted(Seen.PAGE, f"household:{other}", gone.village, keepers=[gone.keeper_id])
    page = render_template(
        "twins/formerly.html",
        words=twin_words,
        twin=twin,
        kept=kept,
        gone=gone,
        side=twin_sides.side(gone),
        rows=twin_sides.rows([twin_sides.side(gone)]),
        history=deeds.history(gone.keeper, limit=100),
        orders=orders.latest_for([gone.id], limit=50),
        visits=[visit_words.line(it) for it in visits.of_household(gone, limit=50)],
    )
    return private(make_response(page))
