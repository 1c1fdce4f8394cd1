from typing import Literal

from pydantic import BaseModel

from storefront.web.forms.checkout import Once
from storefront.web.forms.values import Dong


class RefundForm(BaseModel):
    amount: Dong
    by: Literal["bank", "cash"]
    once: Once
