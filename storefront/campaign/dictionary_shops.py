"""The dictionary: households, their shops and what they offer."""

from storefront.campaign.definition import Definition, Measure, Pillar, Unit
from storefront.campaign.definition import marked as _
from storefront.facts.models import Indicator

_REGISTER = _("The register of households, each entry with its recorded consent.")
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
        Measure.SHOP_VERIFIED,
        name=_("Verified shops"),
        question=_("How many shops has somebody visited or spoken to?"),
        numerator=_("Shops whose keeper was identified, agreed, and was seen or spoken to."),
        exclusions=_("Shops only typed in from a list."),
        unit=Unit.SHOPS,
        source=_("Visits of the teams."),
        denominator=_("digital shops"),
        whole=Indicator.SHOP_OPENED,
        why_not=_("Visits are not written down in the market yet."),
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
        Indicator.PRODUCT_LISTED,
        name=_("Products"),
        question=_("How much is on offer?"),
        numerator=_("Products put on offer."),
        exclusions=_("Later changes of price, stock or season."),
        unit=Unit.PRODUCTS,
        source=_("Product pages of the shops."),
    ),
)
