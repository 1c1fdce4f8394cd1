from typing import Annotated, Self

from flask_babel import gettext as _
from pydantic import BaseModel, StringConstraints, model_validator

from storefront.orders.actions import Slip
from storefront.web.forms.values import Phone, Tidy


class SlipForm(BaseModel):
    """What is written down when a parcel is handed over. Which of it is asked hangs on the way."""

    plate: Annotated[Tidy, StringConstraints(max_length=20)] = ""
    phone: Phone | None = None
    station: Annotated[Tidy, StringConstraints(max_length=120)] = ""
    hour: Annotated[Tidy, StringConstraints(max_length=40)] = ""
    tracking: Annotated[Tidy, StringConstraints(max_length=40)] = ""

    def slip(self) -> Slip:
        return Slip(self.plate.upper(), self.phone or "", self.station, self.hour, self.tracking)


class CancelForm(BaseModel):
    """Why an order is called off: the buyer reads it."""

    reason: Annotated[Tidy, StringConstraints(min_length=3, max_length=200)]


class WhyNotForm(BaseModel):
    """Why a household says no: one of a few usual reasons, or its own words. The buyer reads it."""

    usual: Annotated[Tidy, StringConstraints(max_length=80)] = ""
    own: Annotated[Tidy, StringConstraints(max_length=200)] = ""

    def reason(self) -> str:
        return self.own or self.usual

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if len(self.reason()) < 3:
            raise ValueError(_("Say why: the buyer reads it."))
        return self


class TypedForm(BaseModel):
    """A message as a phone sends it."""

    phone: Phone
    text: Annotated[Tidy, StringConstraints(min_length=1, max_length=300)]
