"""What is ordered, and what happened to it, by noun. All of it is imported from here."""

from storefront.orders.models.checkouts import NUMBER_STAYS, Checkout, Delivery, Institution, Origin
from storefront.orders.models.events import Happened, OrderEvent
from storefront.orders.models.handovers import Handover
from storefront.orders.models.lines import OrderLine
from storefront.orders.models.orders import Order, OrderState, PayBy, Scale
from storefront.orders.models.weighings import Answer, Weighing

__all__ = [
    "NUMBER_STAYS",
    "Answer",
    "Checkout",
    "Delivery",
    "Handover",
    "Happened",
    "Institution",
    "Order",
    "OrderEvent",
    "OrderLine",
    "OrderState",
    "Origin",
    "PayBy",
    "Scale",
    "Weighing",
]
