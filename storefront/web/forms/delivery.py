from datetime import date
from typing import Annotated

from flask_babel import gettext as _
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints

from storefront import clock
from storefront.delivery.tables import Row
from storefront.delivery.ways import COURIERS, FETCHED, Offer, Way
from storefront.money import Money
from storefront.web.forms.bills import written_day
from storefront.web.forms.values import Dong, DongOrNone, LongLine, Tidy, Whole

Note = Annotated[Tidy, StringConstraints(max_length=120)]
LONGEST = 30
"""Days on the way."""
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
