from typing import Annotated

from pydantic import BaseModel, StringConstraints

from storefront.web.forms.values import Tidy


class QuestionForm(BaseModel):
    step: Annotated[Tidy, StringConstraints(max_length=120)] = ""
    words: Annotated[Tidy, StringConstraints(min_length=3, max_length=600)]


class ReplyForm(BaseModel):
    words: Annotated[Tidy, StringConstraints(min_length=1, max_length=600)]
