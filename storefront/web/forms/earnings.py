from typing import Annotated

from pydantic import BaseModel, StringConstraints

from storefront.web.forms.values import DongOrNone, Tidy, Whole


class OutsideForm(BaseModel):
    month: Whole
    amount: DongOrNone
    note: Annotated[Tidy, StringConstraints(max_length=120)] = ""
