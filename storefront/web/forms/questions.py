from typing import Annotated

from pydantic import BaseModel, StringConstraints

from storefront.web.forms.values import Tidy

MOST_WORDS = 600


class QuestionForm(BaseModel):
    step: Annotated[Tidy, StringConstraints(max_length=120)] = ""
    words: Annotated[Tidy, StringConstraints(min_length=3, max_length=MOST_WORDS)]


class ReplyForm(BaseModel):
    words: Annotated[Tidy, StringConstraints(min_length=1, max_length=600)]
