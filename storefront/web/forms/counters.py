"""What is typed about access points, and at a counter."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from flask_babel import gettext as _
from pydantic import BaseModel, BeforeValidator, StringConstraints

from storefront.counters import hours
from storefront.counters.hours import BadHours, Span
from storefront.counters.models import Outcome, Task
from storefront.web.forms.values import Line, LongLine, NoNumbers, Phone, Tidy


def _hours(value: Any) -> Sequence[Span]:
    try:
        return hours.read(str(value)[:100])
    except BadHours:
        raise ValueError(_("Write hours as 7:30-11:30, 13:30-17:00. Empty means closed.")) from None


Hours = Annotated[Sequence[Span], BeforeValidator(_hours)]
Note = Annotated[Tidy, StringConstraints(max_length=200), NoNumbers]
DAYS = tuple(f"day{nth}" for nth in range(hours.DAYS))


class PointForm(BaseModel):
    name: Annotated[Line, NoNumbers]
    village: Line
    address: Annotated[LongLine, NoNumbers]
    phone: Phone | None = None
    day0: Hours = ()
    day1: Hours = ()
    day2: Hours = ()
    day3: Hours = ()
    day4: Hours = ()
    day5: Hours = ()
    day6: Hours = ()
    closed_words: Note = ""


class SaidForm(BaseModel):
    """What a household came for, and what came of it."""

    task: Task
    outcome: Literal[Outcome.DONE, Outcome.AGAIN, Outcome.SENT_ON, Outcome.NOT_POSSIBLE]
    note: Note = ""
