from __future__ import annotations

from typing import Annotated, Literal

from flask_babel import gettext as _
from pydantic import BaseModel, Field, StringConstraints, ValidationInfo, field_validator

from storefront.accounts.models import ConsentMode
from storefront.web.forms.values import Line, Tidy


class OwnAcceptanceForm(BaseModel):
    """By the keeper, of the version that stood above the button."""

    version: Annotated[Tidy, StringConstraints(max_length=20)]


class ReadOutForm(OwnAcceptanceForm):
    """By whoever read it out, or keeps the signed paper."""

    mode: Literal[ConsentMode.SPOKEN, ConsentMode.PAPER]
    witness: Line | None = Field(default=None, validate_default=True)
    language: Literal["vi", "tyz", "nut", "ium", "hmn", "km", "en"] = "vi"

    @field_validator("witness")
    @classmethod
    def _only_if_heard(cls, witness: str | None, so_far: ValidationInfo) -> str | None:
        if so_far.data.get("mode") is ConsentMode.SPOKEN and not witness:
            raise ValueError(_("Who listened? Write the witness's name."))
        return witness
