import re
from typing import Annotated

from flask_babel import gettext as _
from pydantic import AfterValidator, BaseModel, StringConstraints

from storefront.orders.models import Delivery, Institution, PayBy
from storefront.orders.placing import OnBehalf
from storefront.web.forms.values import Line, Phone, Tidy, Whole

Once = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22}$")]
"""What codes.secret() makes. A shorter one might be somebody else's."""


def _tax_code(value: str) -> str:
    digits = re.sub(r"[\s.]", "", value)
    if not re.fullmatch(r"\d{10}(-?\d{3})?|\d{12}", digits, re.ASCII):
        raise ValueError(_("A tax code has 10 digits, or 13 of a branch, or the 12 of a person."))
    return f"{digits[:10]}-{digits[-3:]}" if len(digits.replace("-", "")) == 13 else digits


TaxCode = Annotated[Tidy, StringConstraints(max_length=40), AfterValidator(_tax_code)]


class OnBehalfFields(BaseModel):
    """Folded away, and left empty by most."""

    institution: Institution | None = None
    institution_name: Annotated[Tidy, StringConstraints(max_length=120)] = ""
    tax_code: TaxCode | None = None

    def on_behalf(self) -> OnBehalf | None:
        if self.institution is None:
            return None
        return OnBehalf(self.institution, self.institution_name, self.tax_code)


class CheckoutForm(OnBehalfFields):
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
    seen_deposit: Whole = 0
    """And what of it is to be paid at once, of harvests to come."""


class FindForm(BaseModel):
    code: Annotated[Tidy, StringConstraints(min_length=1, max_length=40)]
    phone: Phone
