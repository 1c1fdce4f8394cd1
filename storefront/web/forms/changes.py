from typing import Annotated

from pydantic import BaseModel, StringConstraints

from storefront.web.forms.values import Phone, Tidy, Whole


class ChangeForm(BaseModel):
    """What a buyer may change; how much of each line is read beside it."""

    phone: Phone
    address: Annotated[Tidy, StringConstraints(max_length=200)] = ""
    commune: Annotated[Tidy, StringConstraints(max_length=200)] = ""
    note: Annotated[Tidy, StringConstraints(max_length=300)] = ""
    seen: Whole = 0
    """The sum on the page that was pressed, in đồng; none as long as no change was told."""
