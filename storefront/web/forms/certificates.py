from datetime import date
from typing import Annotated

from flask_babel import gettext as _
from pydantic import BaseModel, Field, StringConstraints, ValidationInfo, field_validator

from storefront import clock
from storefront.shops.certificates import Paper
from storefront.shops.models import CertificateKind, Product
from storefront.web.forms.values import Tidy, Whole

LONGEST_YEARS = 3
"""OCOP is rated for 36 months, a promise of safe food holds three years, VietGAP two or three."""
LICENCE_YEARS = 5
"""Of a licence for alcohol, by Decree 105/2017; unchecked."""


class CertificateForm(BaseModel):
    kind: CertificateKind
    stars: Annotated[Whole, Field(ge=3, le=5)] | None = None
    number: Annotated[Tidy, StringConstraints(min_length=1, max_length=60)]
    issuer: Annotated[Tidy, StringConstraints(min_length=1, max_length=120)]
    issued_on: date
    expires_on: date
    product: Tidy = ""
    """Its code; nothing for the whole shop."""

    @field_validator("issued_on")
    @classmethod
    def _has_been(cls, issued_on: date) -> date:
        if not date(2000, 1, 1) <= issued_on <= clock.village_date(clock.now()):
            raise ValueError(_("A day that has been."))
        return issued_on

    @field_validator("expires_on")
    @classmethod
    def _ends_in_time(cls, expires_on: date, form: ValidationInfo) -> date:
        issued_on = form.data.get("issued_on")
        if issued_on is None:
            return expires_on
        is_licence = form.data.get("kind") is CertificateKind.LICENCE
        years = LICENCE_YEARS if is_licence else LONGEST_YEARS
        latest = date(issued_on.year + years, issued_on.month, min(issued_on.day, 28))
        if not issued_on < expires_on or (expires_on - latest).days > 3:  # 28 to 31: months end so
            words = _("Such papers hold %(years)s years at most. Look at the dates.", years=years)
            raise ValueError(words)
        return expires_on

    def paper(self, product: Product | None) -> Paper:
        is_rated = self.kind is CertificateKind.OCOP
        return Paper(
            kind=self.kind,
            number=self.number,
            issuer=self.issuer,
            issued_on=self.issued_on,
            expires_on=self.expires_on,
            stars=self.stars if is_rated else None,
            product=product,
        )
