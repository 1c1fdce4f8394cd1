"""The dictionary: households, their shops and what they offer."""

from datetime import date

from storefront.campaign.definition import Definition, Direction, Pillar, Unit
from storefront.campaign.definition import marked as _
from storefront.facts.models import Indicator

_REGISTER = _("The register of households, each entry with its recorded consent.")
_ORDERS = _("Orders of this market, as they were placed and handed over.")
_SHOPS = _("Opening a shop, by its keeper or by the team on behalf.")

SHOPS: tuple[Definition, ...] = (
    Definition(
        Indicator.HOUSEHOLD_REGISTERED,
        name=_("Registered households"),
        question=_("How many farm households has the campaign reached?"),
        numerator=_("Households with a recorded consent, each once."),
        exclusions=_("Buyers, and the same household registered twice."),
        unit=Unit.HOUSEHOLDS,
        source=_REGISTER,
        pillar=Pillar.SOCIETY,
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
        whole=Indicator.HOUSEHOLD_REGISTERED,
    ),
    Definition(
        Indicator.SHOP_VERIFIED,
        name=_("Verified shops"),
        question=_("Of how many shops has somebody made sure who keeps them?"),
        numerator=_(
            "Shops whose keeper agreed, and was met at home, is known to the village head, or"
            " showed papers; not taken back by the day."
        ),
        exclusions=_("Shops only typed in from a list; telephone calls. No paper is kept."),
        unit=Unit.SHOPS,
        source=_("Identity checks, as the teams and communes wrote them down."),
        denominator=_("digital shops"),
        whole=Indicator.SHOP_OPENED,
        since=date(2026, 11, 22),
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
        whole=Indicator.SHOP_OPENED,
    ),
    Definition(
        Indicator.ACTIVE_30,
        name=_("Active in 30 days"),
        question=_("How many shops have sold something lately?"),
        numerator=_("Shops with an order handed over in the 30 days that end with the day."),
        exclusions=_(
            "Orders placed and not handed over. Orders that are being looked at still count here."
        ),
        unit=Unit.SHOPS,
        source=_ORDERS,
        denominator=_("digital shops"),
        whole=Indicator.SHOP_OPENED,
    ),
    Definition(
        Indicator.ACTIVE_SEASON,
        name=_("Active in season"),
        question=_("How many shops sold something when their goods were last in season?"),
        numerator=_("Shops with an order handed over since the same month of last year began."),
        exclusions=_("Nobody is called dead in March for selling custard apples in August."),
        unit=Unit.SHOPS,
        source=_ORDERS,
        denominator=_("digital shops"),
        whole=Indicator.SHOP_OPENED,
    ),
    Definition(
        Indicator.ACTIVE_2022,
        name=_("Active (definition of 2022)"),
        question=_("How many would be called active by the definition of 2022?"),
        numerator=_("Households that ever listed goods or were ordered from, each once."),
        exclusions=_("Searching and messages, which 2022 counted too. For comparison only."),
        unit=Unit.HOUSEHOLDS,
        source=_ORDERS,
        direction=Direction.NEITHER,
        denominator=_("registered households"),
        whole=Indicator.HOUSEHOLD_REGISTERED,
    ),
    Definition(
        Indicator.SURVIVED_3,
        name=_("Selling after 3 months"),
        question=_("Do shops still sell in the third month after they opened?"),
        numerator=_("Shops with an order handed over in the third month after the opening month."),
        exclusions=_("Orders of other months."),
        unit=Unit.SHOPS,
        source=_ORDERS,
        denominator=_("shops opened three months earlier"),
    ),
    Definition(
        Indicator.SURVIVED_6,
        name=_("Selling after 6 months"),
        question=_("Do shops still sell in the sixth month after they opened?"),
        numerator=_("Shops with an order handed over in the sixth month after the opening month."),
        exclusions=_("Orders of other months."),
        unit=Unit.SHOPS,
        source=_ORDERS,
        denominator=_("shops opened six months earlier"),
    ),
    Definition(
        Indicator.SURVIVED_12,
        name=_("Selling in the next season"),
        question=_("Do shops sell again in the same month of the next year?"),
        numerator=_(
            "Shops with an order handed over in the twelfth month after the opening month."
        ),
        exclusions=_("Orders of other months."),
        unit=Unit.SHOPS,
        source=_ORDERS,
        denominator=_("shops opened a year earlier"),
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
)
