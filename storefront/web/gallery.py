"""Every component with example data: how developers see the kit. Practice mode only."""

from flask import Blueprint, render_template, request
from pydantic import BaseModel

from storefront.money import Money
from storefront.web.doors import PRACTICE, door
from storefront.web.forms.draft import Draft

bp = Blueprint("gallery", __name__)


class _Sample(BaseModel):
    name: str
    phone: str
    price: int
    stock: int
    unit: str
    story: str
    months: list[int]
    photo: str
    pay_by: str
    agreed: str


@bp.get("/practice/look")
@door(PRACTICE)
def show() -> str:
    draft = _wrong() if "wrong" in request.args else _fresh()
    return render_template("practice/look.html", draft=draft, sample=Money)


def _fresh() -> Draft[_Sample]:
    return Draft(
        _Sample, {"months": [7, 8, 9], "pay_by": "vietqr", "price": "68.000", "unit": "kg"}
    )


def _wrong() -> Draft[_Sample]:
    draft = Draft(_Sample, {"name": "Na dai", "phone": "0912", "pay_by": "", "months": []})
    draft.refuse("phone", "Not a phone number. Example: 0912 345 678.")
    draft.refuse("price", "Write an amount in đồng, such as 120,000.")
    draft.refuse("pay_by", "Choose one from the list.")
    return draft
