"""Says when a shop was given a name that looks like another's."""

from __future__ import annotations

from flask import flash
from flask_babel import gettext as _

from storefront.shops import names
from storefront.shops.models import Shop


def look_alike(shop: Shop) -> None:
    other = names.another_like(shop)
    if other:
        flash(
            _(
                "This name looks like that of %(other)s in %(place)s. Buyers may take one for the "
                "other: add the village, or choose another name.",
                other=other.name,
                place=other.commune.full_name,
            ),
            "wait",
        )
