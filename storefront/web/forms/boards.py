from typing import Annotated

from flask_babel import gettext as _
from pydantic import AfterValidator, BaseModel

from storefront.web.forms.values import Line, Whole

DAYS = (7, 30, 90, 365)


def _offered(days: int) -> int:
    if days not in DAYS:
        raise ValueError(_("Choose one from the list."))
    return days


class ScreenForm(BaseModel):
    label: Line
    days: Annotated[Whole, AfterValidator(_offered)]
