from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field

from storefront.web.forms.values import Whole


class WeeklyForm(BaseModel):
    """On which day of the week, and how often."""

    weekday: Annotated[Whole, Field(ge=0, le=6)]
    weeks: Annotated[Literal[1, 2], BeforeValidator(lambda said: {"1": 1, "2": 2}.get(str(said)))]
