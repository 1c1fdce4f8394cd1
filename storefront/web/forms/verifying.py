from typing import Annotated, Literal

from pydantic import BaseModel

from storefront.web.forms.values import LongLine, NoPapers


class DecisionForm(BaseModel):
    """Whether a near name is the same one, and why."""

    accept: Literal["yes", "no"]
    why: Annotated[LongLine, NoPapers]
