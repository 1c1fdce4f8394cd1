from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from flask_babel import gettext as _
from pydantic import AfterValidator, BaseModel, StringConstraints, field_validator

from storefront import clock
from storefront.shops import sellers
from storefront.shops.models import Seller, SellerKind
from storefront.shops.sellers import Declared, NoTaxCode
from storefront.web import filters
from storefront.web.forms.values import NoPapers, Phone, Tidy


def _tax_code(typed: str) -> str:
    try:
        return sellers.tax_code(typed)
    except NoTaxCode:
        raise ValueError(
            _("A tax code has 10 digits, or 10 and 3; a person's own number has 12.")
        ) from None


Name = Annotated[Tidy, StringConstraints(max_length=120), NoPapers]
Number = Annotated[Tidy, StringConstraints(max_length=60), NoPapers]
TaxCode = Annotated[Tidy, StringConstraints(max_length=20), AfterValidator(_tax_code)]


class SellerForm(BaseModel):
    kind: SellerKind
    name: Name | None = None
    tax_code: TaxCode | None = None
    registration: Number | None = None
    issuer: Name | None = None
    registered_on: date | None = None
    phone: Phone | None = None

    @field_validator("registered_on")
    @classmethod
    def _has_been(cls, day: date | None) -> date | None:
        if day and not date(1986, 1, 1) <= day <= clock.village_date(clock.now()):
            raise ValueError(_("A day that has been."))
        return day

    def declared(self, before: Seller | None) -> Declared:
        """An empty box takes back what stood there, but a person's number, which is not shown."""
        said = self.model_dump()
        if said["tax_code"] is None and before and before.kind is self.kind:
            said["tax_code"] = _kept(before.tax_code)
        if self.kind not in sellers.REGISTERED:
            said |= {"name": None, "registration": None, "issuer": None, "registered_on": None}
        return Declared(**said)


def typed(seller: Seller | None) -> dict[str, Any]:
    """What the form holds at first."""
    if seller is None:
        return {}
    it: dict[str, Any] = {name: getattr(seller, name) for name in SellerForm.model_fields}
    phone = filters.phone(seller.phone) if seller.phone else ""
    return it | {
        "kind": seller.kind.value,
        "tax_code": _shown(seller.tax_code),
        "phone": phone,
    }


def _shown(code: str | None) -> str:
    return "" if code is None or sellers.is_of_a_person(code) else code


def _kept(code: str | None) -> str | None:
    return code if code and sellers.is_of_a_person(code) else None
