from typing import Annotated

from pydantic import BaseModel, StringConstraints

from storefront.reports.actions import Words
from storefront.web.forms.values import Line, LongLine, Paragraph, Tidy

Reason = Annotated[Tidy, StringConstraints(min_length=3, max_length=500)]
"""Somebody else reads it and must understand."""


class ReportForm(BaseModel):
    """What the place says about its figures, and who signs under them."""

    difficulties: Paragraph = ""
    proposals: Paragraph = ""
    signer_title: LongLine
    signer_name: Line

    @property
    def words(self) -> Words:
        return Words(self.difficulties, self.proposals, self.signer_title, self.signer_name)


class RestatementForm(ReportForm):
    why: Reason


class ReturnForm(BaseModel):
    reason: Reason
