from typing import Annotated

from pydantic import BaseModel, StringConstraints

from storefront.shops.models import Waits
from storefront.web.forms.values import NoPapers, Tidy
from storefront.web.forms.visits import Day

Note = Annotated[Tidy, StringConstraints(max_length=200), NoPapers]


class TickForm(BaseModel):
    """A helper's word that something is done."""

    note: Note = ""


class PauseForm(BaseModel):
    """Why a folder takes longer."""

    reason: Waits
    until: Day
    note: Note = ""
