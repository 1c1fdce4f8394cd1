import re
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from flask_babel import gettext as _
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from storefront import clock, digits, text
from storefront.bills.actions import Item
from storefront.bills.models import WRITTEN_ELSEWHERE, BillFor
from storefront.money import HIGHEST, Money
from storefront.web.forms.checkout import Once
from storefront.web.forms.values import Dong, Line, Phone, Tidy

ROWS = 6
MOST_ROWS = 20
FARTHEST = timedelta(days=366)


def written_day(value: Any) -> Any:
    """2026-08-29 as browsers send it, 29/8/2026 as people write it."""
    written = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", str(value).strip(), re.ASCII)
    if written is None:
        return value
    return f"{written[3]}-{int(written[2]):02}-{int(written[1]):02}"


def soon(value: date) -> date:
    today = clock.village_date(clock.now())
    if not today <= value <= today + FARTHEST:
        raise ValueError(_("A day from today on, within a year."))
    return value


def _written(value: BillFor) -> BillFor:
    """What is sold at a stall is entered there, with its slip; a trial belongs to its account."""
    if value in WRITTEN_ELSEWHERE:
        raise ValueError(_("Choose one from the list."))
    return value


class BillForm(BaseModel):
    payer_name: Line
    payer_phone: Phone | None = None
    what_for: Annotated[BillFor, AfterValidator(_written)]
    due_on: Annotated[date, BeforeValidator(written_day), AfterValidator(soon)]
    note: Annotated[Tidy, StringConstraints(max_length=200)] = ""
    once: Once
    item: list[str] = []
    quantity: list[str] = []
    price: list[str] = []

    @field_validator("price")
    @classmethod
    def _whole_lines(cls, prices: list[str], so_far: ValidationInfo) -> list[str]:
        rows = _rows(so_far.data.get("item", []), so_far.data.get("quantity", []), prices)
        if not rows:
            raise ValueError(_("Write at least one line: what for, and how much."))
        for number, row in rows:
            _item(number, row)
        return prices

    @property
    def items(self) -> list[Item]:
        rows = _rows(self.item, self.quantity, self.price)
        return [_item(number, row) for number, row in rows]


class VoidForm(BaseModel):
    """Why nobody owes it any more: the payer reads it."""

    reason: Annotated[Tidy, StringConstraints(min_length=3, max_length=200)]


class BillRefundForm(BaseModel):
    amount: Dong
    by: Literal["bank", "cash"]
    once: Once


Row = tuple[str, str, str]


def _rows(items: list[str], quantities: list[str], prices: list[str]) -> list[tuple[int, Row]]:
    """Those lines on which something is written, numbered as on the page."""
    several = [_padded(it) for it in (items, quantities, prices)]
    rows = enumerate(zip(*several, strict=True), start=1)
    return [(number, row) for number, row in rows if row[0] or row[2]]


def _padded(values: list[str]) -> list[str]:
    told = [text.tidy(value)[:200] for value in values[:MOST_ROWS]]
    return told + [""] * (MOST_ROWS - len(told))


def _item(number: int, row: Row) -> Item:
    name, quantity, price = row
    if not 1 <= len(name) <= 80:
        raise ValueError(_("Line %(number)s: say what for, in at most 80 letters.", number=number))
    if not re.fullmatch(r"[1-9]\d{0,5}", quantity or "1", re.ASCII):
        raise ValueError(_("Line %(number)s: how many? A whole number.", number=number))
    said = digits.plain(re.sub(r"[₫đ]", "", price.lower()))
    if not re.fullmatch(r"[1-9]\d{0,14}", said, re.ASCII) or int(said) > HIGHEST:
        words = _("Line %(number)s: write an amount in đồng, such as 120,000.", number=number)
        raise ValueError(words)
    return Item(name, int(quantity or "1"), Money(int(said)))
