from typing import Annotated, Literal

from flask_babel import gettext as _
from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from storefront import gs1, units
from storefront.shops.goods import Goods
from storefront.shops.models import Category, Product, full_name
from storefront.web.forms.values import Dong, Paragraph, Tidy, Whole

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


class GoodsForm(BaseModel):
    name: Annotated[Tidy, StringConstraints(min_length=1, max_length=LONGEST_NAME)]
    category: Category
    unit: Annotated[Tidy, StringConstraints(min_length=1, max_length=LONGEST_UNIT)]
    holds: Annotated[Tidy, AfterValidator(_an_amount), StringConstraints(max_length=20)] = ""
    """How much is in one, where only the house can say: 12 quả."""
    price: Dong
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
            unit=units.written(self.unit, self.holds),
            price=self.price,
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
    reason: Annotated[Tidy, StringConstraints(max_length=120)] = ""


def typed(product: Product) -> dict[str, object]:
    """What a form holds when the product is known already."""
    pack, holds = units.parted(product.unit)
    return {
        "name": product.name,
        "category": product.category,
        "unit": pack,
        "holds": holds,
        "price": f"{product.price.dong:,}".replace(",", "."),
        "stock": product.stock,
        "stock_seen": product.stock,
        "months": product.months,
        "grade": product.grade,
        "gtin": product.gtin,
        "description": product.description,
        "shelf_days": product.shelf_days,
        "hidden": "" if product.shown else "yes",
    }
