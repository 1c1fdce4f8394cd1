"""Which shops this phone keeps, in a cookie. Hearts are drawn from it, also of who is signed in: it
costs no question, and pages can be kept by it."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import Flask, Response, request

from storefront.accounts.models import Person
from storefront.db import deed
from storefront.shops import saving
from storefront.shops.saving import MOST
from storefront.web.behind import request_now

COOKIE = "saved"
YEAR = 365 * 24 * 3600
_HEARTED = ("/shops/", "/products/")


def install(app: Flask) -> None:
    app.jinja_env.globals["is_saved"] = is_saved


def is_saved(shop_id: int) -> bool:
    cookies = request_now().cookies
    return COOKIE in cookies and shop_id in ids(cookies)


def of_page(path: str, cookies: Mapping[str, str]) -> tuple[int, ...]:
    """What the hearts of a kept page hang on: nothing where there are none."""
    return ids(cookies) if COOKIE in cookies and path.startswith(_HEARTED) else ()


def ids(cookies: Mapping[str, str]) -> tuple[int, ...]:
    """The one saved last first. What is no number is left out."""
    said = cookies.get(COOKIE, "")[: MOST * 20].split(".")
    numbers = [int(it) for it in said if re.fullmatch(r"[1-9]\d{0,17}", it, re.ASCII)]
    return tuple(dict.fromkeys(numbers))[:MOST]


def bring_along(person: Person, answer: Response, *, at: datetime) -> None:
    """Whoever comes in has what this phone kept as well as what they had."""
    with deed():
        kept = saving.save(person, ids(request.cookies), at=at)
    put(answer, kept)


def put(answer: Response, ids: Sequence[int]) -> None:
    value = ".".join(map(str, ids[:MOST]))
    if value == request.cookies.get(COOKIE, ""):
        return
    if not value:
        answer.delete_cookie(COOKIE, samesite="Lax", httponly=True)
    else:
        answer.set_cookie(COOKIE, value, max_age=YEAR, samesite="Lax", httponly=True)
