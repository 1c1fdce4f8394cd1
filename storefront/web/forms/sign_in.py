import re
from typing import Annotated

from flask_babel import gettext as _
from pydantic import AfterValidator, BaseModel, StringConstraints

from storefront.web.forms.values import Exactly, Phone, Tidy


def _six_digits(value: str) -> str:
    digits = re.sub(r"[\s.-]", "", value)
    if not re.fullmatch(r"\d{6}", digits, re.ASCII):
        raise ValueError(_("Six digits, as in the message."))
    return digits


Digits = Annotated[Tidy, StringConstraints(max_length=40), AfterValidator(_six_digits)]


class PhoneForm(BaseModel):
    phone: Phone


class PasswordForm(BaseModel):
    phone: Phone
    password: Annotated[Exactly, StringConstraints(min_length=1, max_length=200)]


class CodeForm(BaseModel):
    digits: Digits
