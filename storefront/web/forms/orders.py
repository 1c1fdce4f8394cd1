from typing import Annotated

from pydantic import BaseModel, StringConstraints

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
