"""What is typed on a market day."""

import enum
import re
from datetime import date, time
from typing import Annotated

from flask_babel import gettext as _
from pydantic import AfterValidator, BaseModel, BeforeValidator, StringConstraints

from storefront.fairs.actions import MOST_IN_ROW, ROWS
from storefront.fairs.models import Repeats
from storefront.fairs.planning import MOST
from storefront.fairs.selling import LAST_SLIP
from storefront.money import Money
from storefront.shops.models import AccountKind
from storefront.web.forms.bills import soon, written_day
from storefront.web.forms.checkout import Once
from storefront.web.forms.values import Dong, DongOrNone, Line, LongLine, Phone, Tidy, Whole


def _rows(value: object) -> object:
    """'10, 8' is a row A of ten stalls and a row B of eight."""
    numbers = re.findall(r"\d+", str(value)[:80])
    rows = [int(it[:4]) for it in numbers]
    if not 1 <= len(rows) <= len(ROWS) or not all(1 <= it <= MOST_IN_ROW for it in rows):
        words = _("How many stalls in each row, such as 10, 8. At most %(most)s in a row.")
        raise ValueError(words % {"most": MOST_IN_ROW})
    return tuple(rows)


def _times(value: int) -> int:
    if not 1 <= value <= MOST:
        raise ValueError(_("From 1 to %(most)s.", most=MOST))
    return value


def _slip(value: int) -> int:
    if not 1 <= value <= LAST_SLIP:
        raise ValueError(_("From 1 to %(most)s.", most=LAST_SLIP))
    return value


class FairForm(BaseModel):
    name: Line
    spot: LongLine
    place: Annotated[str, StringConstraints(max_length=20)]
    day: Annotated[date, BeforeValidator(written_day), AfterValidator(soon)]
    opens: time
    closes: time
    rows: Annotated[tuple[int, ...], BeforeValidator(_rows)]
    fee: DongOrNone = Money(0)
    host: Annotated[Tidy, StringConstraints(max_length=60)] = ""
    repeats: Repeats = Repeats.ONCE
    many: Annotated[Whole, AfterValidator(_times)] = 1


class HolderForm(BaseModel):
    place: Annotated[str, StringConstraints(max_length=20)]


class WhyForm(BaseModel):
    why: LongLine


class GiveForm(BaseModel):
    """To a shop, by its code, or to somebody who has none yet."""

    shop: Annotated[Tidy, StringConstraints(max_length=60)] = ""
    name: Annotated[Tidy, StringConstraints(max_length=80)] = ""
    phone: Phone | None = None


class AskForm(BaseModel):
    sells: Annotated[Tidy, StringConstraints(min_length=2, max_length=120)]


class PaidBy(enum.StrEnum):
    CASH = "cash"
    BANK = "bank"
    WALLET = "wallet"
    MOBILE_MONEY = "mobile_money"

    @property
    def into(self) -> AccountKind | None:
        return None if self is PaidBy.CASH else AccountKind(self.value)


class SaleForm(BaseModel):
    amount: Dong
    way: PaidBy = PaidBy.CASH
    another: DongOrNone = Money(0)
    """A bank has told of this sum, and whoever presses says that this is another."""
    slip: Annotated[Whole, AfterValidator(_slip)] | None = None
    once: Once


class CloseForm(BaseModel):
    counted: DongOrNone
    note: Annotated[Tidy, StringConstraints(max_length=200)] = ""
    seen: DongOrNone


class SpotForm(BaseModel):
    spot: Line


class ScanForm(BaseModel):
    qr: Annotated[Tidy, StringConstraints(min_length=1, max_length=600)]
    serial: Annotated[Tidy, StringConstraints(max_length=20)] = ""
    spot: Annotated[Tidy, StringConstraints(max_length=80)] = ""
