"""What a scale says, typed in grams."""

import re
from collections.abc import Mapping

from flask_babel import gettext as _

from storefront import digits, units
from storefront.orders import weighing
from storefront.orders.models import Order
from storefront.orders.weighing import SLIP
from storefront.web.languages import language


def grams(typed: Mapping[int, str]) -> dict[int, int]:
    """Of the lines at which a weight stands. 1735, 1.735 and 1,735 are the same."""
    said = {number: digits.plain(words) for number, words in typed.items()}
    return {it: int(many) for it, many in said.items() if re.fullmatch(r"[1-9]\d{0,7}", many)}


def problems(order: Order, typed: Mapping[int, str]) -> dict[int, str]:
    """By line: nothing there, or a slip of a finger."""
    said, found = grams(typed), {}
    for line in weighing.lines(order):
        least, most = line.span
        many = said.get(line.id)
        if many is None:
            found[line.id] = _("Type what the scale says, in grams. Example: 1735.")
        elif not least <= many * SLIP or many > most * SLIP:
            found[line.id] = _(
                "%(kilos)s kg? A nought too many or too few. Look again.",
                kilos=units.kilos(many, language()),
            )
    return found
