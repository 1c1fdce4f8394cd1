from typing import Annotated

from pydantic import AfterValidator, BaseModel, StringConstraints

from storefront import codes, text
from storefront.web.forms.values import Tidy


class StatementForm(BaseModel):
    account: Annotated[Tidy, StringConstraints(max_length=20)] = ""
    """Asked for when the file does not say whose it is."""


def _plain(value: str) -> str:
    """CB7K 2M9Q4 as it is read out, in whatever letters."""
    return text.fold(value).replace(" ", "").upper()[: codes.LENGTH]


class LineForm(BaseModel):
    order: Annotated[Tidy, StringConstraints(min_length=1, max_length=30), AfterValidator(_plain)]
