from datetime import date
from typing import Annotated, Any

from flask_babel import gettext as _
from pydantic import AfterValidator, BaseModel, StringConstraints, ValidationInfo, field_validator

from storefront.imports.models import Platform
from storefront.imports.sheet import SheetKind
from storefront.web.forms.goals import PastDay
from storefront.web.forms.values import LongLine, Tidy

EARLIEST = date(2000, 1, 1)


def _lately(value: date) -> date:
    if value < EARLIEST:
        raise ValueError(_("A day since the year 2000."))
    return value


Known = Annotated[PastDay, AfterValidator(_lately)]


class ImportForm(BaseModel):
    kind: SheetKind
    platform: Platform
    named: Annotated[Tidy, StringConstraints(max_length=80)] = ""
    until: Known
    since: Known | None = None
    place: Annotated[Tidy, StringConstraints(max_length=20)] = ""
    """Asked for when somebody may import for several."""

    @field_validator("since")
    @classmethod
    def _before_its_end(cls, value: date | None, info: ValidationInfo) -> Any:
        until = info.data.get("until")
        if value is not None and until is not None and value > until:
            raise ValueError(_("Lies after the day of the figures."))
        return value


class WithdrawForm(BaseModel):
    why: LongLine
