"""The tills of this market, for whoever stands at an edge: a view, a duty, a command."""

from typing import cast

from flask import current_app

from storefront.payments.tills import Tills


def at_hand() -> Tills:
    return cast(Tills, current_app.extensions["tills"])
