"""The dictionary: orders, those who buy, and the teams that help."""

from storefront.campaign.definition import Definition, Direction, Measure, Pillar, Unit
from storefront.campaign.definition import marked as _
from storefront.facts.models import Indicator

_ORDERS = _("Orders of this market, as they were placed and handed over.")
_ROSTER = _("The rosters of the teams, by the commune's decisions.")
_VISITS = _("Visits of the teams.")
_NO_VISITS = _("Visits are not written down in the market yet.")

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
        Measure.BUYER_INSTITUTION,
        name=_("Institutional buyers"),
        question=_("How many buyers are offices, schools or canteens?"),
        numerator=_("Buyers who order for an institution, each once."),
        exclusions=_("Households."),
        unit=Unit.PEOPLE,
        source=_ORDERS,
        direction=Direction.NEITHER,
        why_not=_("Orders do not say yet whether an institution buys."),
    ),
    Definition(
        Measure.TEAMS,
        name=_("Community technology teams"),
        question=_("How many teams are at work?"),
        numerator=_("Teams decided by their commune and not ended on the day."),
        exclusions=_("Teams that ended."),
        unit=Unit.TEAMS,
        source=_ROSTER,
        pillar=Pillar.GOVERNMENT,
    ),
    Definition(
        Measure.MEMBERS,
        name=_("Team members"),
        question=_("How many people are in the teams?"),
        numerator=_("People on a roster on the day, each once in a team."),
        exclusions=_("Nobody is counted by multiplying teams by three."),
        unit=Unit.PEOPLE,
        source=_ROSTER,
        pillar=Pillar.GOVERNMENT,
    ),
    Definition(
        Measure.VISITS,
        name=_("Visits"),
        question=_("How often does a team go to a household?"),
        numerator=_("Visits written down by a team."),
        exclusions=_("Telephone calls."),
        unit=Unit.VISITS,
        source=_VISITS,
        pillar=Pillar.GOVERNMENT,
        is_flow=True,
        why_not=_NO_VISITS,
    ),
    Definition(
        Measure.HOUSEHOLDS_REACHED,
        name=_("Households reached by a team"),
        question=_("How many households has a team been at?"),
        numerator=_("Households visited at least once."),
        exclusions=_("Meetings and hand-outs."),
        unit=Unit.HOUSEHOLDS,
        source=_VISITS,
        pillar=Pillar.GOVERNMENT,
        why_not=_NO_VISITS,
    ),
    Definition(
        Measure.VILLAGES_WITHOUT_SIGNAL,
        name=_("Villages without signal"),
        question=_("In how many villages can a team not work online?"),
        numerator=_("Villages where no network reaches the village hall."),
        exclusions=_("Villages with gaps; villages of which nobody has said."),
        unit=Unit.VILLAGES,
        source=_("What communes wrote down about their villages."),
        pillar=Pillar.GOVERNMENT,
        direction=Direction.DOWN,
        denominator=_("villages of which the signal is known"),
    ),
)
