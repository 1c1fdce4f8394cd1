import re
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from flask_babel import gettext as _
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from storefront import gs1, units
from storefront.money import Money
from storefront.shops import guessing
from storefront.shops.goods import Goods
from storefront.shops.models import Category, Product, full_name
from storefront.units import Measure
from storefront.web.filters import number
from storefront.web.forms.values import Dong, Paragraph, Tidy, Whole
from storefront.web.languages import language

LONGEST_NAME = 120
LONGEST_UNIT = 30
MOST_STOCK = 1_000_000
LONGEST_SHELF = 1_000


def _a_month(value: int) -> int:
    if not 1 <= value <= 12:
        raise ValueError(_("Months go from 1 to 12."))
    return value


Month = Annotated[Whole, AfterValidator(_a_month)]
Stock = Annotated[Whole, Field(ge=0, le=MOST_STOCK)]


def _an_amount(value: str) -> str:
    if value and units.read(value) is None:
        raise ValueError(_("Write a number and what it counts, such as 12 quả or 300 g."))
    return value


def _a_gtin(value: str) -> str:
    if not gs1.is_gtin(value):
        raise ValueError(_("One of these digits is wrong. Look under the barcode again."))
    return value


def _grams(value: Any) -> Any:
    """1,6 kilograms as 1600; in steps of twenty grams, so that one half of them is whole."""
    written = str(value).strip().replace(",", ".").removesuffix("kg").strip()
    if not re.fullmatch(r"\d{1,4}(\.\d{1,3})?", written, re.ASCII):
        raise ValueError(_("Write kilograms, such as 1.6."))
    grams = round(float(written) * 1_000)
    if grams <= 0 or grams % 20:
        raise ValueError(_("Write kilograms, such as 1.6."))
    return grams


Kilos = Annotated[int, BeforeValidator(_grams)]


def _is_a_piece(form: ValidationInfo) -> bool:
    held = units.read(form.data.get("unit", ""))
    return held is None or held.measure is Measure.PIECES


def of_one(unit: str, price: Money) -> Money:
    """What is weighed is priced by the kilogram, and ordered by the piece."""
    held = units.read(unit)
    if held is None or not held.is_weighed:
        return price
    return Money((price.dong * held.many + 500) // 1_000)


def priced_by(product: Product) -> Money:
    """The other way round."""
    held = units.read(product.unit)
    weighed = held is not None and held.is_weighed
    return Money(held.unit_price(product.price.dong)) if held and weighed else product.price


class GoodsForm(BaseModel):
    name: Annotated[Tidy, StringConstraints(min_length=1, max_length=LONGEST_NAME)]
    category: Category = Field(default="", validate_default=True)
    """Where nothing was chosen, what the name says."""
    unit: Annotated[Tidy, StringConstraints(min_length=1, max_length=LONGEST_UNIT)]
    holds: Annotated[Tidy, AfterValidator(_an_amount), StringConstraints(max_length=20)] = ""
    """How much is in one, where only the house can say: 12 quả."""
    weigh_from: Kilos | None = None
    weigh_to: Kilos | None = Field(default=None, validate_default=True)
    """Of what is settled on the scale: how light and how heavy one may be, in grams."""
    price: Dong
    """Of one; of what is weighed, of a kilogram."""
    stock: Stock
    months: list[Month] = []
    grade: Annotated[Tidy, StringConstraints(max_length=40)] = ""
    description: Paragraph = ""
    shelf_days: Annotated[Whole, Field(ge=1, le=LONGEST_SHELF)] | None = None
    gtin: Annotated[Tidy, AfterValidator(_a_gtin)] | None = None
    ask: Literal["yes", ""] = ""
    """It is not what the words say: let a person look."""
    hidden: Literal["yes", ""] = ""
    stock_seen: Stock | None = None
    """How many there were when the form was shown: meanwhile some may have been sold."""

    @field_validator("category", mode="before")
    @classmethod
    def _as_the_name_says(cls, chosen: str, form: ValidationInfo) -> str | Category:
        kind = chosen or guessing.kind_of(form.data.get("name", ""))
        if not kind:
            raise ValueError(_("The name does not say what it is. Choose the kind."))
        return kind

    @field_validator("holds")
    @classmethod
    def _is_news(cls, holds: str, form: ValidationInfo) -> str:
        """Said once, and short enough for labels and messages."""
        pack = form.data.get("unit", "")
        if holds and units.read(pack) is not None:
            raise ValueError(_("%(unit)s already says how much it is.", unit=pack))
        if len(units.written(pack, holds)) > LONGEST_UNIT:
            raise ValueError(_("Say it in fewer letters."))
        return holds

    @field_validator("weigh_to")
    @classmethod
    def _is_a_span(cls, heaviest: int | None, form: ValidationInfo) -> int | None:
        lightest = form.data.get("weigh_from")
        if heaviest is None and lightest is not None:
            raise ValueError(_("And how heavy at most? Example: 2.0."))
        if heaviest is not None and (lightest is None or not lightest < heaviest <= 3 * lightest):
            raise ValueError(_("From light to heavy, such as 1.6 to 2.0."))
        if heaviest is not None and (form.data.get("holds") or not _is_a_piece(form)):
            raise ValueError(_("Only for what is sold by the piece: con, quả."))
        return heaviest

    @property
    def sold_by(self) -> str:
        if self.weigh_from and self.weigh_to:
            return units.weighed(self.unit, self.weigh_from, self.weigh_to)
        return units.written(self.unit, self.holds)

    @property
    def price_of_one(self) -> Money:
        return of_one(self.sold_by, self.price)

    @field_validator("grade")
    @classmethod
    def _fits(cls, grade: str, form: ValidationInfo) -> str:
        if len(full_name(form.data.get("name", ""), grade)) > LONGEST_NAME:
            raise ValueError(_("Say it in fewer letters."))
        return grade

    def goods(self, *, stock_now: int | None = None) -> Goods:
        """What the form says; what was sold while it was open stays sold."""
        sold = 0 if stock_now is None or self.stock_seen is None else self.stock_seen - stock_now
        return Goods(
            name=self.name,
            category=self.category,
            unit=self.sold_by,
            price=self.price_of_one,
            stock=max(self.stock - sold, 0),
            grade=self.grade,
            gtin=self.gtin,
            season=sum(1 << (month - 1) for month in set(self.months)),
            description=self.description,
            shelf_days=self.shelf_days,
            shown=self.hidden != "yes",
        )


class QuickForm(BaseModel):
    """Price and stock, from the list."""

    price: Dong
    stock: Stock
    stock_seen: Stock


class PauseForm(BaseModel):
    """Why a household rests, for buyers to read, and for how many days; none means until it says
    so."""

    reason: Annotated[Tidy, StringConstraints(max_length=120)] = ""
    days: Annotated[Whole, Field(ge=1, le=62)] | None = None

    def until(self, today: date) -> date | None:
        return today + timedelta(self.days) if self.days else None


def typed(product: Product) -> dict[str, object]:
    """What a form holds when the product is known already."""
    pack, holds = units.parted(product.unit)
    held = units.read(product.unit)
    span = (held.least, held.most) if held and held.is_weighed else (None, None)
    return {
        "name": product.name,
        "category": product.category,
        "unit": pack,
        "holds": "" if span[0] else holds,
        "weigh_from": units.kilos(span[0], language()) if span[0] else "",
        "weigh_to": units.kilos(span[1], language()) if span[1] else "",
        "price": number(priced_by(product).dong),
        "stock": product.stock,
        "stock_seen": product.stock,
        "months": product.months,
        "grade": product.grade,
        "gtin": product.gtin,
        "description": product.description,
        "shelf_days": product.shelf_days,
        "hidden": "" if product.shown else "yes",
    }
