import re
from datetime import date, timedelta
from typing import Annotated

from flask_babel import gettext as _
from pydantic import AfterValidator, BaseModel, BeforeValidator, StringConstraints

from storefront import clock
from storefront.reforms.checking import EARLIEST
from storefront.reforms.plan import Unit
from storefront.web.forms.bills import written_day
from storefront.web.forms.values import Line, Tidy

KINDS = ("xã", "phường", "đặc khu")
"""How communes are announced since 1 July 2025."""
KINDS_OF_PROVINCES = ("tỉnh", "thành phố")

FARTHEST = timedelta(days=730)
_DECISION = re.compile(r"\d{1,6}(/\d{4})?/[A-ZĐ][\w.-]{1,40}")


def _numbered(value: str) -> str:
    if not _DECISION.fullmatch(value):
        raise ValueError(_("Write its number, such as 1672/NQ-UBTVQH15."))
    return value


def _near(value: date) -> date:
    if not EARLIEST <= value <= clock.village_date(clock.now()) + FARTHEST:
        raise ValueError(_("A day since 2020, at most two years from now."))
    return value


class ReformForm(BaseModel):
    decision: Annotated[Line, AfterValidator(_numbered)]
    on: Annotated[date, BeforeValidator(written_day), AfterValidator(_near)]
    communes: list[Tidy] = []
    """The old ones."""
    abroad: Annotated[Tidy, StringConstraints(max_length=400)] = ""
    """Codes of communes in other provinces that join, with anything between them."""
    province: Tidy = ""
    """Where it lies afterwards, if not where it lay."""
    provinces: list[Tidy] = []
    """Others that become one with the province at hand."""
    into: Tidy = ""
    beyond: Tidy = ""
    """The code of a commune in another province, instead."""
    code: list[Tidy] = []
    """Of each commune that is to begin, side by side with its kind and name."""
    kind: list[Tidy] = []
    name: list[Annotated[Tidy, StringConstraints(max_length=60)]] = []
    village: list[Tidy] = []
    goes: list[Tidy] = []
    """For each village, the number of the part it goes to."""
    chosen: list[Tidy] = []
    """Villages that go over."""
    divided: list[Tidy] = []

    @property
    def abroad_codes(self) -> list[str]:
        return re.findall(r"\w+", self.abroad)

    @property
    def units(self) -> list[Unit]:
        """Those that were filled in."""
        rows = zip(self.code, self.kind, self.name, strict=False)
        return [Unit(code, kind, name) for code, kind, name in rows if code or name]
