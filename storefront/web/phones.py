"""Whose phone this is, for scripts that start without signal: the number of whoever is signed in.

It opens nothing. It only says which person's queue the field kit may show.
"""

from __future__ import annotations

from flask import Response

from storefront.accounts.models import Person
from storefront.web.people import SIGNED_IN_FOR

COOKIE = "phone-of"
NOBODY = "nobody"


def remember(person: Person, answer: Response) -> None:
    answer.set_cookie(COOKIE, str(person.id), max_age=SIGNED_IN_FOR, samesite="Lax")


def forget(answer: Response) -> None:
    """Said, and not only left out: a phone that lost its cookies goes on with whom it knew."""
    answer.set_cookie(COOKIE, NOBODY, max_age=SIGNED_IN_FOR, samesite="Lax")
