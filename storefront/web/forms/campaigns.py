from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from storefront.campaign.baselines import Told
from storefront.campaign.beginning import Begun
from storefront.facts.models import Indicator
from storefront.web.forms.goals import Number, PastDay
from storefront.web.forms.values import LongLine, Tidy

Known = Literal["value", "multiple", "unknown"]
"""What is known of the first day: how many, only how many times it grew since, or nothing."""
Count = Annotated[Number, Field(le=10**14)]

FIRST = {
    Indicator.SHOP_OPENED: "shops",
    Indicator.ACCOUNT_DECLARED: "accounts",
    Indicator.ORDER_PLACED: "orders",
    Indicator.REVENUE: "revenue",
}
"""What a campaign is begun with; others are entered on the page of baselines."""


class MendForm(BaseModel):
    name: Annotated[Tidy, StringConstraints(min_length=3, max_length=120)]
    began_on: PastDay

    @property
    def begun(self) -> Begun:
        return Begun(self.name, self.began_on)


class CampaignForm(MendForm):
    source: LongLine
    shops_known: Known
    shops_number: Count | None = None
    accounts_known: Known
    accounts_number: Count | None = None
    orders_known: Known
    orders_number: Count | None = None
    revenue_known: Known
    revenue_number: Count | None = None

    def known(self, field: str) -> tuple[Known, Decimal | None]:
        return getattr(self, f"{field}_known"), getattr(self, f"{field}_number")

    @property
    def told(self) -> list[Told]:
        return [self._told(it, *self.known(field)) for it, field in FIRST.items()]

    def _told(self, indicator: Indicator, known: Known, number: Decimal | None) -> Told:
        value = int(number) if known == "value" and number is not None else None
        multiple = number if known == "multiple" else None
        return Told(indicator, self.began_on, self.source, value, multiple)


class EndForm(BaseModel):
    ended_on: PastDay
