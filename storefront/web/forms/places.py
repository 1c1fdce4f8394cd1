import re
from typing import Annotated, Literal

from pydantic import BaseModel, StringConstraints, model_validator

from storefront.web.forms.values import Tidy

KINDS = ("thôn", "bản", "xóm", "khu", "khối", "tổ dân phố", "ấp", "buôn")
"""How villages are announced in one province or another."""


class VillageForm(BaseModel):
    kind: Literal["thôn", "bản", "xóm", "khu", "khối", "tổ dân phố", "ấp", "buôn"]
    name: Annotated[Tidy, StringConstraints(min_length=1, max_length=60)]
    signal: Literal["", "none", "partial", "good"] = ""

    @model_validator(mode="after")
    def _kind_is_said_once(self) -> "VillageForm":
        said = re.match(rf"{self.kind}\s+(?=\S)", self.name, re.IGNORECASE)
        self.name = self.name[said.end() :] if said else self.name
        return self
