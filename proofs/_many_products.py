"""The fixed market many times over: other houses of the same communes sell the same."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Integer, column, insert, select, text

from storefront import asking
from storefront.db import db, session
from storefront.money import Money
from storefront.shops.models import Product, Shop
from storefront.shops.wording import words_for
from tests.catalogue.labelled import questions, wares
from tests.village import MARKET_DAY

SURNAMES = (
    "Hoàng", "Nông", "Vi", "Lương", "Triệu", "Hứa", "Lý", "Chu", "Dương", "Đặng", "Bế", "La", "Mã",
    "Lô", "Phùng", "Hà", "Bàn", "Linh",
)  # fmt: skip
MIDDLE = ("Thị", "Văn", "Mùi", "Công", "Xuân", "Minh", "Thu", "Đức")
GIVEN = (
    "Nhình", "Sính", "Hồng", "Đào", "Pham", "Thăng", "Mai", "Na", "Kinh", "Quýt", "Cường", "Lê",
    "Mật", "Sửu", "Tố", "Chiêu", "Cúc", "Hòa", "Lan", "Hoa", "Huệ", "Hương", "Bình", "Sơn", "Lâm",
)  # fmt: skip
VILLAGES = ("Nà Lìa", "Khau Đẩy", "Pác Mười", "Co Hương", "Nà Pài", "Bó Pằm", "Lũng Cút", "Quỳnh")

TYPED = (2, 3, 5, 8)
"""Letters after which the phone asks what somebody may be going to say."""


def sow(many: int) -> None:
    """In the caller's deed, after the fixed market was opened."""
    dice = random.Random(7)  # noqa: S311  the same market each time
    shops = session.scalars(select(Shop.id).order_by(Shop.id)).all()
    rows = (_product(nth, dice, shops[nth % len(shops)]) for nth in range(many))
    while some := list(islice(rows, 5_000)):
        session.execute(insert(Product), some)
    session.execute(text("ANALYZE"))


def _product(nth: int, dice: random.Random, shop_id: int) -> dict[str, Any]:
    ware = dice.choice(wares())
    found_by = words_for(
        name=ware.name,
        category=ware.category,
        shop=f"Nhà bà {(given := dice.choice(GIVEN))}",
        keeper=f"{dice.choice(SURNAMES)} {dice.choice(MIDDLE)} {given}",
        places=[f"Bản {dice.choice(VILLAGES)}", *ware.places, "Lạng Sơn"],
    )
    return {
        "code": f"m{nth:07d}",
        "shop_id": shop_id,
        "name": ware.name,
        "category": ware.category,
        "unit": ware.unit,
        "price": Money(ware.price),
        "stock": dice.choice((0, 5, 40)),
        "season": ware.season,
        "listed_at": MARKET_DAY,
        "changed_at": MARKET_DAY,
        "words": found_by.words,
        "folded": found_by.folded,
    }


def costs(app: Flask) -> list[tuple[float, str]]:
    """What each labelled question's page costs."""
    return _costs(app, "/search", [question.typed for question in questions()])


def costs_of_typing(app: Flask) -> list[tuple[float, str]]:
    """What suggesting costs when so many letters of each question have been typed."""
    begun = {question.typed[:many].strip() for question in questions() for many in TYPED}
    return _costs(app, "/search/suggest", sorted(begun))


def _costs(app: Flask, page: str, asked: Sequence[str]) -> list[tuple[float, str]]:
    """Milliseconds of processor each costs, in this process and in the database's, the dearest
    last. Each was asked once before, as in a market in use; pages are not answered from where
    they are kept."""
    found = []
    for nth, words in enumerate((*asked, *asked)):
        app.extensions["page_cache"].forget()
        began = _spent()
        _ask(app, page, words, address=f"10.0.{nth // 250}.{nth % 250}")
        found.append(((_spent() - began) / 1e6, words))
    return sorted(found[len(asked) :])


def _ask(app: Flask, page: str, words: str, *, address: str) -> None:
    """Each from an address of its own: nobody types so fast that the market slows them down."""
    visitor = app.test_client(use_cookies=False)
    answer = visitor.get(page, query_string={"q": words}, environ_base={"REMOTE_ADDR": address})
    if answer.status_code != HTTPStatus.OK:
        raise RuntimeError(f"{page} answered {answer.status} to {words}")


def _spent() -> int:
    """Nanoseconds of processor, of this process and of the one that answers it."""
    here = time.process_time_ns()
    if db.engine.dialect.name == "sqlite":
        return here
    backend = asking.fetch_one(_BACKEND)
    assert backend is not None  # noqa: S101  there is always one
    return here + int(Path(f"/proc/{backend.pid}/schedstat").read_text().split()[0])


_BACKEND = text("SELECT pg_backend_pid() AS pid").columns(column("pid", Integer))
