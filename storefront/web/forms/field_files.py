"""The file in which a phone carries all that waits on it."""

from typing import Annotated, Literal

from pydantic import Base64Bytes, BaseModel, Field, StringConstraints

from storefront.field.models import ErrandKind
from storefront.web.forms.errands import ClientId, Number, Reference

Words = Annotated[str, StringConstraints(max_length=4000)]
RESERVED = frozenset({"client_id", "kind", "person", "made", "household", "photo"})


class CarriedErrand(BaseModel):
    id: ClientId
    kind: ErrandKind
    made: Number
    title: Words = ""
    pairs: Annotated[list[tuple[Words, Words]], Field(max_length=150)]
    of: Reference | Literal[""] = ""
    photo: ClientId | Literal[""] = ""

    def said(self, person: int) -> list[tuple[str, str]]:
        """As the phone says it to the market."""
        about = [("client_id", self.id), ("kind", self.kind.value), ("person", str(person))]
        about += [("made", str(self.made)), ("household", self.of), ("photo", self.photo)]
        typed = [it for it in self.pairs if it[0] not in RESERVED]
        return typed + [it for it in about if it[1]]


class CarriedPhoto(BaseModel):
    id: ClientId
    size: Number
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    content: Base64Bytes


class CarriedFile(BaseModel):
    format: Literal["cho-ban-field-1"]
    person: Number
    errands: Annotated[list[CarriedErrand], Field(max_length=2000)]
    photos: Annotated[list[CarriedPhoto], Field(max_length=2000)]
