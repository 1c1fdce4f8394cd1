import re
from datetime import datetime
from typing import Annotated

from flask_babel import gettext as _
from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from storefront import clock
from storefront.web.forms.values import NoPapers, Tidy, read_phone

MOST_AT_ONCE = 500


def _here(value: datetime) -> datetime:
    """As typed: the time on the wall."""
    moment = value.replace(tzinfo=clock.VILLAGE) if value.tzinfo is None else value
    if not 2020 <= moment.year <= 2100 or moment > clock.now():
        raise ValueError(_("Not in the future, and not so long ago."))
    return moment


def _phones(value: str) -> str:
    lines = [it for it in re.split(r"[\n;,]+", value) if it.strip()]
    if len(lines) > MOST_AT_ONCE:
        raise ValueError(_("At most %(many)s at once.", many=MOST_AT_ONCE))
    return "\n".join(read_phone(it.strip()) for it in lines)


class BreachForm(BaseModel):
    found_at: Annotated[datetime, AfterValidator(_here)]
    what: Annotated[Tidy, StringConstraints(min_length=3, max_length=1000), NoPapers]
    whose: Annotated[Tidy, StringConstraints(min_length=2, max_length=300), NoPapers]
    many: Annotated[int, Field(ge=0, le=100_000_000)] | None = None
    measures: Annotated[Tidy, StringConstraints(max_length=1000), NoPapers] = ""


class PeopleForm(BaseModel):
    phones: Annotated[
        str, StringConstraints(min_length=8, max_length=12_000), AfterValidator(_phones)
    ]
    words: Annotated[Tidy, StringConstraints(min_length=10, max_length=600), NoPapers]
