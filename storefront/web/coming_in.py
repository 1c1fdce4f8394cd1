"""Who came in, and who was turned away, for the log: how, and nothing about anybody.

Knocks slow guessing down and are gone after a day; lines of the log stay as long as the operator
keeps it. A stay's number leads to a person for whoever may read the database, and for nobody else.
"""

from __future__ import annotations

from flask import current_app, request

from storefront.accounts.models import Stay


def let_in(how: str, stay: Stay) -> None:
    current_app.logger.info("came in", extra={"told": _told(how) | {"stay": stay.id}})


def turned_away(how: str, why: str) -> None:
    current_app.logger.warning("was not let in", extra={"told": _told(how) | {"why": why}})


def _told(how: str) -> dict[str, str | int]:
    rule = request.url_rule
    return {"how": how, "route": rule.rule if rule else "-"}
