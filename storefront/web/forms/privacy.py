from typing import Annotated

from pydantic import BaseModel, StringConstraints

from storefront.privacy.models import Asks
from storefront.web.forms.values import NoPapers, Tidy


class DataRequestForm(BaseModel):
    kind: Asks
    words: Annotated[Tidy, StringConstraints(max_length=600), NoPapers] = ""


class DataAnswerForm(BaseModel):
    words: Annotated[Tidy, StringConstraints(min_length=3, max_length=600), NoPapers]
