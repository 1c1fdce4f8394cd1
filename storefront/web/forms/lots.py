from datetime import date, datetime, timedelta
from typing import Annotated, Literal

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
from storefront.money import Money
from storefront.orders.deposits import MOST_PERCENT
from storefront.shops.lots import Harvest
from storefront.shops.models import Lot
from storefront.web.forms.goods import MOST_STOCK
from storefront.web.forms.values import Dong, Tidy, Whole

FARTHEST = timedelta(days=180)
USUAL_HOUR = 18


def _soon(value: date) -> date:
    today = clock.village_date(clock.now())
    if not today <= value <= today + FARTHEST:
        raise ValueError(_("A day within the next half year."))
    return value


Soon = Annotated[date, AfterValidator(_soon)]


class DayForm(BaseModel):
    """When it is picked, and until when it can be ordered."""

    harvest_on: Soon
    closes_on: Soon
    closes_hour: Annotated[Whole, Field(ge=0, le=23)] = USUAL_HOUR

    @field_validator("closes_hour")
    @classmethod
    def _before_the_harvest(cls, hour: int, form: ValidationInfo) -> int:
        days = form.data.get("harvest_on"), form.data.get("closes_on")
        if days[0] is None or days[1] is None:
            return hour
        if days[1] > days[0]:
            raise ValueError(_("Orders must end before the harvest does."))
        if moment(days[1], hour) <= clock.now():
            raise ValueError(_("That hour is over already."))
        return hour

    @property
    def closes_at(self) -> datetime:
        return moment(self.closes_on, self.closes_hour)


class LotForm(DayForm):
    plot: Annotated[Tidy, StringConstraints(max_length=80)] = ""
    expected: Annotated[Whole, Field(ge=1, le=MOST_STOCK)]
    per_day: Annotated[Whole, Field(ge=1, le=MOST_STOCK)] | None = None
    deposit_percent: Annotated[Whole, Field(ge=1, le=MOST_PERCENT)] | None = None
    deposit_each: Dong | None = None
    deposit_kept: Literal["yes", ""] = ""

    @field_validator("deposit_each")
    @classmethod
    def _one_of_both(cls, each: Money | None, form: ValidationInfo) -> Money | None:
        if each and form.data.get("deposit_percent"):
            raise ValueError(_("Percent or a sum, not both."))
        return each

    @property
    def asks_for_deposit(self) -> bool:
        return bool(self.deposit_percent or self.deposit_each)

    def harvest(self) -> Harvest:
        return Harvest(
            self.harvest_on,
            self.expected,
            self.closes_at,
            self.plot,
            self.per_day,
            self.deposit_percent,
            self.deposit_each,
            self.deposit_kept == "yes",
        )


class FailForm(BaseModel):
    reason: Annotated[Tidy, StringConstraints(min_length=3, max_length=120)]


class MoveForm(DayForm):
    because: Annotated[Tidy, StringConstraints(min_length=1, max_length=120)]


def moment(day: date, hour: int) -> datetime:
    return clock.start_of(day) + timedelta(hours=hour)


def typed(lot: Lot) -> dict[str, object]:
    """What the form to move it holds at first."""
    return {
        "harvest_on": lot.harvest_on.isoformat(),
        "closes_on": clock.village_date(lot.closes_at).isoformat(),
        "closes_hour": clock.village_time(lot.closes_at).hour,
    }
