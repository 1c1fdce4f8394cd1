from datetime import date, datetime, timedelta
from typing import Annotated

from flask_babel import gettext as _
from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from storefront import clock
from storefront.orders.models import Delivery, PayBy
from storefront.web.forms.checkout import OnBehalfFields
from storefront.web.forms.lots import moment
from storefront.web.forms.values import Line, Phone, Tidy, Whole

FARTHEST = timedelta(days=60)
USUAL_HOUR = 18


def _soon(value: date) -> date:
    today = clock.village_date(clock.now())
    if not today <= value <= today + FARTHEST:
        raise ValueError(_("A day within the next two months."))
    return value


Soon = Annotated[date, AfterValidator(_soon)]


class GroupForm(OnBehalfFields):
    title: Line
    name: Line
    phone: Phone
    delivery: Delivery
    commune: Annotated[Tidy, StringConstraints(max_length=200)] = ""
    address: Annotated[Tidy, StringConstraints(max_length=200)] = ""
    shops: list[str] = Field(default_factory=list)
    wanted_on: Soon
    closes_on: Soon
    closes_hour: Annotated[Whole, Field(ge=0, le=23)] = USUAL_HOUR

    @field_validator("closes_hour")
    @classmethod
    def _in_time(cls, hour: int, form: ValidationInfo) -> int:
        wanted, closes = form.data.get("wanted_on"), form.data.get("closes_on")
        if wanted is None or closes is None:
            return hour
        if closes > wanted:
            raise ValueError(_("Choosing must end before the goods come."))
        if moment(closes, hour) <= clock.now():
            raise ValueError(_("That hour is over already."))
        return hour

    @property
    def closes_at(self) -> datetime:
        return moment(self.closes_on, self.closes_hour)


class JoinForm(BaseModel):
    name: Line


class ClosingForm(BaseModel):
    pay_by: PayBy
    seen: Whole
    seen_deposit: Whole = 0
    deal_out: Annotated[Tidy, StringConstraints(max_length=3)] = ""
