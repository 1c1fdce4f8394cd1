"""How the market is doing, for whoever runs it: in words, and soon, whatever is down."""

from __future__ import annotations

import platform

from flask import Blueprint, Response, make_response, render_template, url_for
from sqlalchemy.exc import SQLAlchemyError

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.cli import schema
from storefront.db import db, session
from storefront.payments.replays.queries import UNSETTLED
from storefront.privacy import breaches
from storefront.upkeep import judging, lags, readiness
from storefront.web import operation_words, probes
from storefront.web.doors import door
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("operation", __name__, url_prefix="/operation")


@bp.get("")
@door(Permission.OPERATION_READ)
def show() -> Response:
    at = clock.now()
    parts = judging.judge(
        probes.look(), lags.look(db.engine, at=at), lags.of_replica(db.engines), at=at
    )
    page = render_template(
        "operation/show.html",
        rows=[(part, *operation_words.told(part, at=at)) for part in parts],
        mark=operation_words.mark,
        worst=judging.worst(parts),
        breaches=_late_breaches(),
        links=_links(),
        room=readiness.room(probes.folders()) // 1_000_000_000,
        versions=(schema.expected(), platform.python_version(), db.engine.dialect.name),
    )
    return private(make_response(page))


def _late_breaches() -> int:
    """Nought also where the database does not say: that it does not stands above."""
    try:
        return breaches.how_many_late(at=clock.now())
    except SQLAlchemyError:
        session.rollback()
        return 0


def _links() -> dict[str, str]:
    """Where the work is, as far as this person may go there."""
    today = clock.village_date(clock.now())
    wanted = {
        "callbacks": (Permission.MESSAGES_REPLAY, url_for("messages.index", kind=UNSETTLED)),
        "lists": (Permission.MESSAGES_REPLAY, url_for("messages.index")),
        "cases": (Permission.MONEY_WATCH, url_for("cases.index")),
    }
    return {
        name: address
        for name, (permission, address) in wanted.items()
        if me().places_where(permission, on=today)
    }
