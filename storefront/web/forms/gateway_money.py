from typing import Annotated, Literal

from pydantic import BaseModel, StringConstraints

from storefront.money import Money
from storefront.web.forms.checkout import Once
from storefront.web.forms.values import Dong, DongOrNone, Tidy


class PayoutForm(BaseModel):
    amount: Dong
    fee: DongOrNone = Money(0)
    reference: Annotated[Tidy, StringConstraints(min_length=1, max_length=60)]
    once: Once


class LookForm(BaseModel):
    agree: Literal["yes", "no"]
    note: Annotated[Tidy, StringConstraints(max_length=300)] = ""
