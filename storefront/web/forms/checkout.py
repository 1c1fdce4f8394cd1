from typing import Annotated

from pydantic import BaseModel, StringConstraints

from storefront.orders.models import Delivery, PayBy
from storefront.web.forms.values import Line, Phone, Tidy, Whole

Once = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22}$")]
"""What codes.secret() makes. A shorter one might be somebody else's."""


class CheckoutForm(BaseModel):
    phone: Phone
    name: Line
    delivery: Delivery
    commune: Annotated[Tidy, StringConstraints(max_length=200)] = ""
    address: Annotated[Tidy, StringConstraints(max_length=200)] = ""
    note: Annotated[Tidy, StringConstraints(max_length=300)] = ""
    pay_by: PayBy
    once: Once
    seen: Whole
    """The sum on the page that was pressed, in đồng."""


class FindForm(BaseModel):
    code: Annotated[Tidy, StringConstraints(min_length=1, max_length=40)]
    phone: Phone
