from datetime import date
from typing import Annotated, Self

from flask_babel import gettext as _
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    StringConstraints,
    model_validator,
)

from storefront import clock
from storefront.delivery.hours import Hours, Rest
from storefront.delivery.tables import Row
from storefront.delivery.ways import COURIERS, FETCHED, Offer, Way
from storefront.money import Money
from storefront.web.forms.bills import written_day
from storefront.web.forms.values import Dong, DongOrNone, LongLine, Tidy, Whole

Note = Annotated[Tidy, StringConstraints(max_length=120)]
LONGEST = 30
"""Days on the way."""
DAYS = 7
LONGEST_REST = 62
DEAREST = 10_000_000
"""More than this for one parcel is a typing slip."""


def _sane(value: Money) -> Money:
    if value.dong > DEAREST:
        raise ValueError(_("That is too much for one parcel."))
    return value


class OfferForm(BaseModel):
    """What a household says about one way."""

    fee: Annotated[DongOrNone, AfterValidator(_sane)] = Money(0)
    days: Annotated[Whole, Field(ge=0, le=LONGEST)] | None = None
    note: Note = ""

    def offer(self, way: Way) -> Offer:
        days = None if way in FETCHED | COURIERS else self.days
        return Offer(self.fee, days, self.note)


class HoursForm(BaseModel):
    """When a household hands goods over."""

    closed: list[Annotated[Whole, Field(ge=0, le=6)]] = []
    until: Annotated[Whole, Field(ge=1, le=23)] | None = None
    a_day: Annotated[Whole, Field(ge=1, le=1_000)] | None = None
    first: Annotated[date, BeforeValidator(written_day)] | None = None
    last: Annotated[date, BeforeValidator(written_day)] | None = None
    reason: Note = ""

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if len(set(self.closed)) == DAYS:
            raise ValueError(_("One day of the week must be open. To stop, press rest."))
        if self.first and self.last and not 0 <= (self.last - self.first).days <= LONGEST_REST:
            raise ValueError(_("The last day comes after the first, within two months."))
        if bool(self.first) != bool(self.last):
            raise ValueError(_("Say both: the first day off and the last."))
        return self

    def hours(self) -> Hours:
        rests = (Rest(self.first, self.last, self.reason),) if self.first and self.last else ()
        return Hours(frozenset(self.closed), self.until, self.a_day, rests)


def _tomorrow(value: date) -> date:
    if value <= clock.village_date(clock.now()):
        raise ValueError(_("Tomorrow at the earliest: what buyers see today was promised."))
    return value


class TableForm(BaseModel):
    """Whose price list it is, and from when."""

    from_day: Annotated[date, BeforeValidator(written_day), AfterValidator(_tomorrow)]
    source: LongLine


class RowForm(BaseModel):
    """What one zone costs."""

    first: Annotated[Dong, AfterValidator(_sane)]
    second: Annotated[Dong, AfterValidator(_sane)]
    third: Annotated[Dong, AfterValidator(_sane)]
    more: Annotated[Dong, AfterValidator(_sane)]
    days: Annotated[Whole, Field(ge=0, le=LONGEST)]

    def row(self) -> Row:
        return Row((self.first, self.second, self.third), self.more, self.days)
