from typing import Annotated

from pydantic import BaseModel, StringConstraints

from storefront.web.forms.values import Tidy


class ProposalForm(BaseModel):
    """Which entry stays, and how somebody knows."""

    keep: Annotated[Tidy, StringConstraints(min_length=1, max_length=12)]
    note: Annotated[Tidy, StringConstraints(max_length=200)] = ""
