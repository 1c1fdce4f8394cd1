from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, StringConstraints

from storefront.web.forms.checkout import Once
from storefront.web.forms.household import account_number, bank, holder
from storefront.web.forms.values import Dong, Tidy


class RefundForm(BaseModel):
    amount: Dong
    by: Literal["bank", "cash", "gateway", "transfer"]
    once: Once


class BackToForm(BaseModel):
    """The buyer's account."""

    bank: Annotated[Tidy, StringConstraints(max_length=20), AfterValidator(bank)]
    number: Annotated[Tidy, StringConstraints(max_length=40), AfterValidator(account_number)]
    holder: Annotated[Tidy, StringConstraints(max_length=80), AfterValidator(holder)]
