from typing import Annotated

from pydantic import BaseModel, StringConstraints

from storefront.helping.models import Ruling
from storefront.web.forms.values import Tidy


class RulingForm(BaseModel):
    """What the commune says, to the household and to whoever pressed."""

    ruling: Ruling
    words: Annotated[Tidy, StringConstraints(min_length=1, max_length=300)]
