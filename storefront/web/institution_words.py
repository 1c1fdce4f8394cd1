"""For whom else than a household somebody buys, in words."""

from flask import Flask
from flask_babel import gettext as _

from storefront.orders.models import Checkout, Institution


def install(app: Flask) -> None:
    app.jinja_env.globals.update(institutions=kinds, buys_for=buys_for)


def kinds() -> dict[Institution, str]:
    return {
        Institution.SCHOOL: _("A school"),
        Institution.CANTEEN: _("A canteen"),
        Institution.SHOP: _("A shop that sells on"),
        Institution.OFFICE: _("An office or company"),
    }


def buys_for(checkout: Checkout) -> tuple[str, str] | None:
    """The name, and beside it the kind and the tax code; nothing for a household."""
    if checkout.institution is None:
        return None
    code = _("tax code %(code)s", code=checkout.tax_code) if checkout.tax_code else ""
    more = " · ".join(filter(None, [kinds()[checkout.institution], code]))
    return checkout.institution_name or "", more
