"""Why a turn of a standing order is not ordered, or a standing order not changed."""

from storefront.errors import MarketError
from storefront.orders.refusals import (
    CannotGo,
    NothingToPayWith,
    OffSeason,
    OutOfStock,
    Paused,
    ProductRefused,
)
from storefront.standing.models import Why


class HasEnded(MarketError):
    """It was stopped. Another one can be begun."""


class NotThatDay(MarketError):
    """The household sends nothing on the day of this turn."""


def why(refusal: MarketError) -> tuple[Why, str]:
    """The reason, and which of the goods stood in the way."""
    about = refusal.name if isinstance(refusal, ProductRefused) else ""
    kinds = {
        OutOfStock: Why.SHORT,
        OffSeason: Why.OFF_SEASON,
        Paused: Why.RESTING,
        NotThatDay: Why.CLOSED,
        CannotGo: Why.NO_WAY,
        NothingToPayWith: Why.NOT_PAYABLE,
    }
    return kinds.get(type(refusal), Why.GONE if about else Why.NO_WAY), about
