from typing import Annotated, Literal

from flask_babel import gettext as _
from pydantic import AfterValidator, BaseModel, StringConstraints

from storefront.ratings import manners
from storefront.ratings.manners import Bad
from storefront.web.forms.values import Tidy


def _mannered(words: str) -> str:
    bad = manners.found(words)
    if bad is None:
        return words
    raise ValueError(
        {
            Bad.NUMBER: _("Leave telephone numbers out."),
            Bad.LINK: _("Leave addresses of the web out."),
            Bad.INSULT: _("Say what is wrong without insulting anybody."),
        }[bad]
    )


Said = Annotated[Tidy, StringConstraints(max_length=manners.LONGEST), AfterValidator(_mannered)]
Why = Annotated[Tidy, StringConstraints(min_length=3, max_length=300)]


class RatingForm(BaseModel):
    stars: Literal["1", "2", "3", "4", "5"]
    words: Said = ""


class AnswerForm(BaseModel):
    words: Annotated[Said, StringConstraints(min_length=2)]


class WhyForm(BaseModel):
    why: Why
