"""What it costs an order to be counted: orders written with their facts, and without."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from unittest.mock import patch

from bench.load import Load
from bench.orders import BUYER, Good
from bench.report import Measured
from bench.servers import cpu_of
from storefront import clock, codes
from storefront.app import create_app
from storefront.db import db, deed, session
from storefront.facts import actions as facts
from storefront.orders import placing
from storefront.orders.models import Delivery, PayBy
from storefront.orders.placing import Buyer
from tests.databases import settings_for

NAME = "order written, with facts and without"
AIM = 1.67
"""Facts may take two fifths of the rate: 1 / 0.6."""
TURNS = 10
"""They take turns, so that both meet the same weather."""
A_BUYER = Buyer(BUYER["name"], BUYER["phone"], Delivery.PICK_UP)


@dataclass
class Tally:
    times: list[float] = field(default_factory=list)
    took: float = 0
    cpu: float = 0

    def measured(self) -> Measured:
        many, cuts = len(self.times), quantiles(self.times, n=100)
        load = Load(many, self.took, cuts[49] * 1e3, cuts[98] * 1e3, 0)
        return Measured(load, self.cpu * 1e3 / many)


def compare(
    url: str, folder: Path, helpers: tuple[int, ...], goods: list[Good], *, seconds: float
) -> tuple[Measured, Measured]:
    """By one writer in this process, and no page: the deed alone."""
    counted, plain, asked = Tally(), Tally(), cycle(goods)
    app = create_app(settings_for(url, folder))
    with app.app_context():
        for warm_up in (True, *[False] * TURNS):
            for_ = seconds / TURNS
            _write(asked, Tally() if warm_up else counted, helpers, seconds=for_)
            with patch.object(facts, "record_orders"):
                _write(asked, Tally() if warm_up else plain, helpers, seconds=for_)
        db.engine.dispose()
    return counted.measured(), plain.measured()


def _write(
    goods: Iterator[Good], tally: Tally, helpers: tuple[int, ...], *, seconds: float
) -> None:
    spent, began = _spent(helpers), time.monotonic()
    while (now := time.monotonic()) < began + seconds:
        _one(next(goods))
        tally.times.append(time.monotonic() - now)
    tally.took += time.monotonic() - began
    tally.cpu += _spent(helpers) - spent


def _one(good: Good) -> None:
    with deed():
        placing.place(
            {good.id: 1},
            buyer=A_BUYER,
            pay_by=PayBy.VIETQR,
            once=codes.secret(),
            at=clock.now(),
        )
    session.remove()


def _spent(helpers: tuple[int, ...]) -> float:
    return time.process_time() + cpu_of(helpers)
