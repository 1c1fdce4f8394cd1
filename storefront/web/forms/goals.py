import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from flask_babel import gettext as _
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints

from storefront import clock, digits
from storefront.campaign import indicators
from storefront.campaign.models import TargetKind
from storefront.facts.models import COUNTED, Indicator
from storefront.web.forms.bills import written_day
from storefront.web.forms.values import LongLine, Tidy
from storefront.web.languages import language


def _number(value: Any) -> Any:
    """1.234,5 as people write it; 1,234.5 of whoever reads English."""
    plain = digits.read(re.sub(r"[\s\u00a0₫%]", "", str(value)), language())
    if not re.fullmatch(r"\d{1,14}(\.\d{1,3})?", plain, re.ASCII):
        raise ValueError(_("Write a number, such as 1,234 or 12.5."))
    return Decimal(plain)


def _known(value: str) -> str:
    try:
        return indicators.known(value).value
    except ValueError:
        raise ValueError(_("Choose one from the list.")) from None


def _counted(value: Indicator) -> Indicator:
    if value not in COUNTED:
        raise ValueError(_("Choose one from the list."))
    return value


def _past(value: date) -> date:
    if value > clock.village_date(clock.now()):
        raise ValueError(_("A day that has been."))
    return value


def _future(value: date) -> date:
    if value <= clock.village_date(clock.now()):
        raise ValueError(_("A day to come."))
    return value


Number = Annotated[Decimal, BeforeValidator(_number)]
PastDay = Annotated[date, BeforeValidator(written_day), AfterValidator(_past)]


class BaselineForm(BaseModel):
    indicator: Annotated[Indicator, AfterValidator(_counted)]
    on: PastDay
    value: Number | None = None
    multiple: Annotated[Number, Field(le=999_999)] | None = None
    source: LongLine


class TargetForm(BaseModel):
    what: Annotated[Tidy, AfterValidator(_known)]
    kind: TargetKind
    goal: Number
    due_on: Annotated[date, BeforeValidator(written_day), AfterValidator(_future)]
    owner: Annotated[Tidy, StringConstraints(min_length=1, max_length=120)]
    decision: LongLine


class DropForm(BaseModel):
    why: LongLine
