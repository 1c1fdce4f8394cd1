"""Who sells, in words: the block that every shop carries. What is not declared says so."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Flask
from flask_babel import gettext as _

from storefront.shops import sellers
from storefront.shops.models import SellerKind
from storefront.web import filters
from storefront.web.languages import language

HIDDEN = "•••• •••"


def install(app: Flask) -> None:
    app.jinja_env.globals.update(seller_rows=rows, seller_masked=masked)


def kinds() -> dict[SellerKind, str]:
    return {
        SellerKind.PRODUCER: _("Household that sells what it grows or makes, not registered"),
        SellerKind.BUSINESS: _("Registered business household"),
        SellerKind.COOPERATIVE: _("Co-operative"),
        SellerKind.COMPANY: _("Company"),
    }


def rows(it: Any) -> list[tuple[str, str, str | None]]:
    """Label, what was said and more; `it` has the seller's columns, as in catalogue.details."""
    if it.seller_kind is None:
        return _undeclared(language())
    said = [(_("Kind of seller"), kinds()[it.seller_kind], it.seller_name)]
    said.append((_("Tax code"), *tax_code(it.seller_tax_code)))
    if it.seller_kind in sellers.REGISTERED:
        number = it.seller_registration or _("Not declared yet")
        said.append((_("Business registration"), number, _given(it)))
    return said


@cache
def _undeclared(_language: str) -> list[tuple[str, str, str | None]]:
    """What most shops say yet, on pages that are asked for most."""
    return [(_("Kind of seller"), _("Not declared yet"), None)]


def tax_code(code: str | None) -> tuple[str, str | None]:
    if code is None:
        return _("Not declared yet"), None
    if sellers.is_of_a_person(code):
        return f"{HIDDEN} {code}", _("a person's own number: only its last digits are kept")
    return code, None


def masked(phone: str) -> str:
    return f"{HIDDEN} {phone[-3:]}"


def _given(it: Any) -> str | None:
    on = filters.day(it.seller_registered_on) if it.seller_registered_on else None
    return " · ".join(filter(None, (it.seller_issuer, on))) or None
