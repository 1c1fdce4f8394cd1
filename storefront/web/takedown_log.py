"""What was ever taken down, for everybody: what kind, why, where, when, and whether it is back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _

from storefront.campaign.hiding import FEWEST
from storefront.takedowns import queries
from storefront.takedowns.models import ListingReport
from storefront.web import takedown_words
from storefront.web.doors import PUBLIC, door

bp = Blueprint("takedown_log", __name__)

PAGE = 50


@dataclass(frozen=True, slots=True)
class Told:
    kind: str
    why: str
    where: str
    """Empty where a commune has so few shops that it could be somebody."""
    down_at: datetime
    back_at: datetime | None


@bp.get("/statistics/takedowns")
@door(PUBLIC)
def show() -> str:
    below = _below(request.args.get("below", ""))
    found = queries.log(below=below, limit=PAGE + 1)
    shops = queries.shops_in([it.shop.commune_id for it in found])
    return render_template(
        "statistics/takedowns.html",
        rows=[_told(it, shops.get(it.shop.commune_id, 0)) for it in found[:PAGE]],
        first=below is None,
        next=found[PAGE - 1].id if len(found) > PAGE else None,
        fewest=FEWEST,
    )


def _below(typed: str) -> int | None:
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 19):
        abort(404)
    return int(typed)


def _told(it: ListingReport, shops: int) -> Told:
    commune = it.shop.commune
    return Told(
        kind=str(_("Goods") if it.product_id else _("Shop")),
        why=takedown_words.reason(it.why, it.decided_at),
        where=f"{commune.kind} {commune.name}" if shops >= FEWEST else "",
        down_at=it.down_at or it.reported_at,
        back_at=it.back_at,
    )
