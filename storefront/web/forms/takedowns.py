import enum
from typing import Annotated

from pydantic import BaseModel, StringConstraints

from storefront.takedowns.models import Wrong
from storefront.web.forms.values import NoPapers, Tidy


class Ruling(enum.StrEnum):
    KEEP = "keep"
    ASK = "ask"
    DOWN = "down"


Words = Annotated[Tidy, StringConstraints(min_length=3, max_length=300)]


class ReportForm(BaseModel):
    wrong: Wrong
    words: Annotated[Tidy, StringConstraints(min_length=3, max_length=600), NoPapers]
    contact: Annotated[Tidy, StringConstraints(max_length=80), NoPapers] = ""


class RulingForm(BaseModel):
    """`why` is needed where something is wrong."""

    ruling: Ruling
    why: Wrong | None = None
    words: Words


class WordsForm(BaseModel):
    words: Words
