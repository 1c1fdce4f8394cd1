from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, StringConstraints

from storefront.shops.models import Met
from storefront.visits.models import Network, Outcome, Signal, Strength, VisitFor
from storefront.web.forms.bills import written_day
from storefront.web.forms.values import Line, LongLine, NoPapers, Tidy

Day = Annotated[date, BeforeValidator(written_day)]


class VisitForm(BaseModel):
    """What was found at a house."""

    outcome: Outcome
    purpose: VisitFor
    day: Day
    note: Annotated[Tidy, StringConstraints(max_length=300), NoPapers] = ""
    next_on: Day | None = None
    next_step: Annotated[Tidy, StringConstraints(min_length=1, max_length=120), NoPapers] | None = (
        None
    )
    went_with: Annotated[Line, NoPapers] | None = None
    signal: Signal | None = None


class IdentityForm(BaseModel):
    """How somebody made sure who keeps a shop."""

    how: Met
    day: Day
    vouched_by: Annotated[Line, NoPapers] | None = None


class TakeBackForm(BaseModel):
    why: Annotated[LongLine, NoPapers]


class PlanForm(BaseModel):
    """Which houses, by their codes, and on which day."""

    day: Day
    house: list[Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{4,12}$")]] = []
    village: Annotated[str, StringConstraints(max_length=20)] = ""
    """The list was of this one alone."""


class MoveForm(BaseModel):
    day: Day


class DayForm(BaseModel):
    """A day's plan as a whole."""

    of: Day


class MoveDayForm(DayForm, MoveForm):
    pass


class MarkForm(BaseModel):
    """How good a network is, in one press."""

    network: Network | None = None
    strength: Strength
