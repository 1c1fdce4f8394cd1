"""The dictionary of indicators: what each number says, and what it leaves out.

A definition that changes gets a new version with its day; the old one stays, because old reports
were printed by it. Words are English here and are translated by the page that prints them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from storefront.facts.models import Indicator


def _(words: str) -> str:
    """Marks words for the translators."""
    return words


class Unit(Enum):
    HOUSEHOLDS = _("households")
    SHOPS = _("shops")
    PRODUCTS = _("products")
    ACCOUNTS = _("accounts")
    ORDERS = _("orders")
    DONG = "₫"


@dataclass(frozen=True, slots=True)
class Definition:
    indicator: Indicator
    name: str
    question: str
    numerator: str
    exclusions: str
    unit: Unit
    source: str
    denominator: str | None = None
    """What it is shown as a share of, if anything."""
    version: int = 1
    since: date = date(2021, 7, 20)
    is_flow: bool = False
    """Told for a month by itself (orders, money), not only as what has been reached so far."""


_REGISTER = _("The register of households, each entry with its recorded consent.")
_SHOPS = _("Opening a shop, by its keeper or by the team on behalf.")
_ORDERS = _("Orders of this market, as they were placed and handed over.")
_RECEIPTS = _("Receipts: bank notices, or what the keeper said, refunds taken off.")

DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        Indicator.HOUSEHOLD_REGISTERED,
        name=_("Registered households"),
        question=_("How many farm households has the campaign reached?"),
        numerator=_("Households with a recorded consent, each once."),
        exclusions=_("Buyers, and the same household registered twice."),
        unit=Unit.HOUSEHOLDS,
        source=_REGISTER,
    ),
    Definition(
        Indicator.SHOP_OPENED,
        name=_("Digital shops"),
        question=_("How many households have a shop of their own?"),
        numerator=_("Shops opened, one a household."),
        exclusions=_("Shops on other platforms. Opened does not mean that it sells."),
        unit=Unit.SHOPS,
        source=_SHOPS,
        denominator=_("registered households"),
    ),
    Definition(
        Indicator.SHOP_READY,
        name=_("Ready to sell"),
        question=_("How many opened shops could sell something?"),
        numerator=_("Shops that have had goods on offer and a payment account, counted once."),
        exclusions=_("Shops without goods, or without an account to be paid on."),
        unit=Unit.SHOPS,
        source=_SHOPS,
        denominator=_("digital shops"),
    ),
    Definition(
        Indicator.PRODUCT_LISTED,
        name=_("Products"),
        question=_("How much is on offer?"),
        numerator=_("Products put on offer."),
        exclusions=_("Later changes of price, stock or season."),
        unit=Unit.PRODUCTS,
        source=_("Product pages of the shops."),
    ),
    Definition(
        Indicator.ACCOUNT_DECLARED,
        name=_("Payment accounts"),
        question=_("How many households can be paid without cash?"),
        numerator=_("Households with a bank account or wallet, each once."),
        exclusions=_("A household's second account; accounts of buyers."),
        unit=Unit.ACCOUNTS,
        source=_("Accounts declared by households, with the holder's name."),
        denominator=_("digital shops"),
    ),
    Definition(
        Indicator.ACCOUNT_RECEIVED,
        name=_("Have received money"),
        question=_("On how many accounts has money really arrived?"),
        numerator=_("Households whose account has received a payment at least once."),
        exclusions=_("Cash on delivery; accounts only declared."),
        unit=Unit.ACCOUNTS,
        source=_RECEIPTS,
        denominator=_("digital shops"),
    ),
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
    ),
    Definition(
        Indicator.ORDER_COMPLETED,
        name=_("Completed orders"),
        question=_("How many orders reached their buyer?"),
        numerator=_("Orders handed over and paid."),
        exclusions=_("Cancelled and expired orders."),
        unit=Unit.ORDERS,
        source=_ORDERS,
        denominator=_("orders"),
        is_flow=True,
    ),
    Definition(
        Indicator.REVENUE,
        name=_("Shop revenue"),
        question=_("How much have households earned here?"),
        numerator=_("Paid value of goods, refunds taken off on the day they were given."),
        exclusions=_("Delivery fees; sales declared elsewhere; orders not paid."),
        unit=Unit.DONG,
        source=_RECEIPTS,
        is_flow=True,
    ),
    Definition(
        Indicator.REVENUE_CASHLESS,
        name=_("Revenue without cash"),
        question=_("How much of it went straight to an account?"),
        numerator=_("Revenue paid to an account."),
        exclusions=_("Cash on delivery or at pick-up."),
        unit=Unit.DONG,
        source=_RECEIPTS,
        denominator=_("shop revenue"),
        is_flow=True,
    ),
)

HEADLINES = (Indicator.SHOP_OPENED, Indicator.ACCOUNT_DECLARED, Indicator.REVENUE)
FUNNEL = (
    Indicator.SHOP_OPENED,
    Indicator.SHOP_READY,
    Indicator.FIRST_ORDER,
    Indicator.ACCOUNT_RECEIVED,
)


def definition(indicator: Indicator, *, on: date) -> Definition:
    """What the indicator meant on a day."""
    versions = [it for it in DEFINITIONS if it.indicator is indicator and it.since <= on]
    first = next(it for it in DEFINITIONS if it.indicator is indicator)
    return max(versions, key=lambda it: it.since, default=first)
