from typing import Annotated

from pydantic import BaseModel, StringConstraints

from storefront.web.forms.values import Phone, Tidy


class ChangeForm(BaseModel):
    """What a buyer may change; how much of each line is read beside it."""

    phone: Phone
    address: Annotated[Tidy, StringConstraints(max_length=200)] = ""
    note: Annotated[Tidy, StringConstraints(max_length=300)] = ""
