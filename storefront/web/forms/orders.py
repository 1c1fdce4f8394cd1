from typing import Annotated

from pydantic import BaseModel, StringConstraints

from storefront.web.forms.values import Tidy


class CancelForm(BaseModel):
    """Why an order is called off: the buyer reads it."""

    reason: Annotated[Tidy, StringConstraints(min_length=3, max_length=200)]
