from typing import Annotated

from pydantic import BaseModel, StringConstraints

from storefront.complaints.models import Trouble, Wants
from storefront.web.forms.values import DongOrNone, Tidy

Reason = Annotated[Tidy, StringConstraints(min_length=3, max_length=300)]


class ComplaintForm(BaseModel):
    trouble: Trouble
    words: Annotated[Tidy, StringConstraints(min_length=5, max_length=1000)]
    wants: Wants
    amount: DongOrNone | None = None


class AnswerForm(BaseModel):
    """An offer or a refusal: the buyer reads why."""

    amount: DongOrNone
    reason: Reason


class AppealForm(BaseModel):
    words: Reason
