"""What the growth page prints of a market that the demo made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from flask import Flask
from sqlalchemy import select

from storefront.accounts.models import Person, Posting
from storefront.accounts.permissions import Role
from storefront.campaign.indicators import HEADLINES
from storefront.db import session
from storefront.demo.market import Wish
from storefront.demo.press import Press
from storefront.facts.models import Indicator
from tests.browser import Browser

LAST = date(2021, 10, 13)


@dataclass(frozen=True)
class Printed:
    multiple: int | None
    exact: str
    words: str


def made(press: Press, *, at: datetime) -> Wish:
    return Wish(press.size, seed=7, at=at, press=press)


def headlines(app: Flask, *, until: date = LAST) -> dict[Indicator, Printed]:
    """Read off the page by the eyes of the province's officer."""
    browser = Browser(app.test_client())
    officer = select(Person).join(Posting).where(Posting.role == Role.PROVINCE_OFFICER)
    browser.sign_in(session.scalars(officer.order_by(Person.id).limit(1)).one())
    page = browser.get(f"/growth?to={until}").html
    cards = re.findall(r'<section class="head">.*?</section>', page, re.DOTALL)
    return dict(zip(HEADLINES, map(_printed, cards), strict=False))  # then come those of the press


def _printed(card: str) -> Printed:
    words = " ".join(re.sub(r"<[^>]*>", " ", card).replace("\N{NO-BREAK SPACE}", " ").split())
    times = re.search(r"gấp ([\d.]+) lần mốc", words)
    exact = re.search(r"Tỷ số đúng</dt><dd>([^<]*)</dd>", card)
    return Printed(
        int(times.group(1).replace(".", "")) if times else None,
        exact.group(1).strip() if exact else "",
        words,
    )
