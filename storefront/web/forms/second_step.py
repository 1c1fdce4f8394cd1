import re
from typing import Annotated

from flask_babel import gettext as _
from pydantic import AfterValidator, BaseModel, StringConstraints

from storefront.web.forms.values import LongLine, Tidy, Whole


def _code(value: str) -> str:
    bare = re.sub(r"[\s.-]", "", value)
    if not re.fullmatch(r"\d{6}|[0-9A-Za-z]{10}", bare, re.ASCII):
        raise ValueError(_("Six digits from the app, or ten letters from the paper."))
    return bare


class SecondForm(BaseModel):
    code: Annotated[Tidy, StringConstraints(max_length=40), AfterValidator(_code)]


class ResetForm(BaseModel):
    person: Whole
    why: LongLine
    """How one knows that it is really them."""


class WhichForm(BaseModel):
    number: Whole
