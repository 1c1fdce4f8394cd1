from typing import Annotated, Self

from flask_babel import gettext as _
from pydantic import BaseModel, Field, model_validator

from storefront.answers.urgency import Patience, Urgency
from storefront.web.forms.values import Whole

Hours = Annotated[Whole, Field(ge=1, le=240)]


class HoursForm(BaseModel):
    """Hours awake without an answer, after which the team and then the commune is told."""

    team_fresh: Hours
    commune_fresh: Hours
    team_soon: Hours
    commune_soon: Hours
    team_lasting: Hours
    commune_lasting: Hours

    @model_validator(mode="after")
    def _team_first(self) -> Self:
        if any(it.commune <= it.team for it in self.table().values()):
            raise ValueError(_("The commune is told after the team."))
        return self

    def table(self) -> dict[Urgency, Patience]:
        return {
            Urgency.FRESH: Patience(self.team_fresh, self.commune_fresh),
            Urgency.SOON: Patience(self.team_soon, self.commune_soon),
            Urgency.LASTING: Patience(self.team_lasting, self.commune_lasting),
        }
