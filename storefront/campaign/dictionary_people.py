"""The dictionary: orders and those who buy."""

from datetime import date

from storefront.campaign.definition import Definition, Direction, Unit
from storefront.campaign.definition import marked as _
from storefront.facts.models import Indicator

_ORDERS = _("Orders of this market, as they were placed and handed over.")
_COUNTED_SINCE = date(2026, 11, 22)

PEOPLE: tuple[Definition, ...] = (
    Definition(
        Indicator.ORDER_PLACED,
        name=_("Orders"),
        question=_("How often do people buy?"),
        numerator=_("Orders placed, one for each household in a basket."),
        exclusions=_("Nothing: cancelled orders were placed too."),
        unit=Unit.ORDERS,
        source=_ORDERS,
        is_flow=True,
    ),
    Definition(
        Indicator.FIRST_ORDER,
        name=_("Have had an order"),
        question=_("How many shops has anybody ever ordered from?"),
        numerator=_("Households with at least one order placed, counted once."),
        exclusions=_("Repeat orders."),
        unit=Unit.HOUSEHOLDS,
        source=_ORDERS,
        denominator=_("digital shops"),
        whole=Indicator.SHOP_OPENED,
    ),
    Definition(
        Indicator.SOLD_AGAIN,
        name=_("Have sold again"),
        question=_("How many shops sold on more than one day?"),
        numerator=_("Households with orders handed over on at least two days, each once."),
        exclusions=_("Several orders handed over on the first day; orders that never arrived."),
        unit=Unit.HOUSEHOLDS,
        source=_ORDERS,
        denominator=_("have had an order"),
        whole=Indicator.FIRST_ORDER,
        since=_COUNTED_SINCE,
    ),
    Definition(
        Indicator.ORDER_COMPLETED,
        name=_("Completed orders"),
        question=_("How many orders reached their buyer?"),
        numerator=_("Orders handed over."),
        exclusions=_(
            "Cancelled and expired orders. Goods given back later: their money leaves the revenue."
        ),
        unit=Unit.ORDERS,
        source=_ORDERS,
        denominator=_("orders"),
        whole=Indicator.ORDER_PLACED,
        is_flow=True,
    ),
    Definition(
        Indicator.ANSWER_DUE,
        name=_("Orders answered or left"),
        question=_("To how many orders should the household have said something by now?"),
        numerator=_("Orders a household accepted or called off, or whose time it let run out."),
        exclusions=_("Orders the buyer called off or never paid; orders still waiting in time."),
        unit=Unit.ORDERS,
        source=_ORDERS,
        direction=Direction.NEITHER,
        since=_COUNTED_SINCE,
        is_flow=True,
    ),
    Definition(
        Indicator.ANSWER_SOON,
        name=_("Answered within 24 hours"),
        question=_("How often does a buyer know within a day?"),
        numerator=_("Orders accepted or called off by the household within 24 hours."),
        exclusions=_(
            "Later answers, and none at all. The hours run from when the order was placed,"
            " also when the household opens it again."
        ),
        unit=Unit.ORDERS,
        source=_ORDERS,
        denominator=_("orders answered or left"),
        whole=Indicator.ANSWER_DUE,
        since=_COUNTED_SINCE,
        is_flow=True,
    ),
    Definition(
        Indicator.BUYER_NEW,
        name=_("Buyers"),
        question=_("How many people have bought here?"),
        numerator=_("Telephone numbers to which an order was handed over, each once."),
        exclusions=_("Orders that never arrived. Counted in the commune of the first purchase."),
        unit=Unit.PEOPLE,
        source=_ORDERS,
        since=_COUNTED_SINCE,
    ),
    Definition(
        Indicator.BUYER_REPEAT,
        name=_("Buyers who came back"),
        question=_("How many buyers bought again?"),
        numerator=_("Buyers of at least two baskets that were handed over, each once."),
        exclusions=_("Two households in one basket."),
        unit=Unit.PEOPLE,
        source=_ORDERS,
        denominator=_("buyers"),
        whole=Indicator.BUYER_NEW,
        since=_COUNTED_SINCE,
    ),
    Definition(
        Indicator.BUYER_OUTSIDE,
        name=_("Buyers outside the province"),
        question=_("How many buyers live elsewhere?"),
        numerator=_("Buyers whose first order was sent to another province."),
        exclusions=_("Buyers who fetched it: of them nobody knows."),
        unit=Unit.PEOPLE,
        source=_ORDERS,
        denominator=_("buyers"),
        whole=Indicator.BUYER_NEW,
        since=_COUNTED_SINCE,
    ),
    Definition(
        Indicator.BUYER_INSTITUTION,
        name=_("Institutional buyers"),
        question=_("How many buyers are schools, canteens, shops or offices?"),
        numerator=_(
            "Buyers who said when ordering that they buy for a school, canteen, shop or office,"
            " each phone once, when their first such order was handed over."
        ),
        exclusions=_("Buyers who did not say so; orders from before it was asked."),
        unit=Unit.PEOPLE,
        source=_ORDERS,
        direction=Direction.NEITHER,
        denominator=_("buyers"),
        whole=Indicator.BUYER_NEW,
        since=_COUNTED_SINCE,
    ),
)
