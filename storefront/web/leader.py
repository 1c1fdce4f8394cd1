"""The team's own page: who it cares for, how far each has come, what to do next."""

from flask import Blueprint, render_template, request

from storefront import clock, text
from storefront.accounts.permissions import Permission
from storefront.answers import queries as answers
from storefront.complaints import queries as complaints
from storefront.helping import handing_over
from storefront.helping import queries as helping
from storefront.money import Money
from storefront.orders import queries as orders
from storefront.orders.models import Order, OrderState
from storefront.payments import cash, deciding
from storefront.payouts import queries as payouts
from storefront.screening import warning
from storefront.shops import queries as shops
from storefront.shops.folders import queries as folders
from storefront.teams import queries as teams
from storefront.web.doors import door
from storefront.web.people import me
from storefront.web.roster import rows

bp = Blueprint("leader", __name__)

SHOWN = 60


@bp.get("/team")
@door(Permission.SHOP_OPEN)
def home() -> str:
    at = clock.now()
    today = clock.village_date(at)
    named = text.tidy(request.args.get("q", "")[:80])
    households = shops.households_of(me(), on=today, named=named)
    waiting = orders.open_for([it.id for it in households])
    roster = rows(households, waiting)
    return render_template(
        "team/home.html",
        teams=teams.teams_of(me(), on=today),
        may_bring=bool(me().places_where(Permission.ROLL_BRING, on=today)),
        holds_fairs=bool(me().places_where(Permission.FAIR_HOLD, on=today)),
        named=named,
        roster=roster[:SHOWN],
        more_rows=max(len(roster) - SHOWN, 0),
        opened=sum(household.shop is not None for household in households),
        held=Money.sum(it.amount for it in cash.held_by(me()) if it.handed_at is None),
        changes=payouts.waiting_for(me(), on=today),
        to_ring=answers.how_many_to_ring(me(), on=today),
        late=folders.how_many_late(me(), today=today),
        warned=sum(warning.how_many(me(), at=at).values()),
        odd=deciding.how_many_wait([it.id for it in households]),
        handed=handing_over.waiting_for(me()),
        objections=helping.how_many_wait(me(), on=today),
        complaints=complaints.how_many_wait(me(), on=today),
        waiting=_newest_first(waiting),
    )


def _newest_first(waiting: list[Order]) -> list[Order]:
    """Orders nobody has answered come before those on their way."""
    return sorted(waiting, key=lambda order: (order.state is not OrderState.PLACED, -order.id))
