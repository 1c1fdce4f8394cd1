"""The campaign of 2021 made anew: what its page prints follows from its households."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storefront import clock
from storefront.campaign.models import Baseline
from storefront.db import session
from storefront.demo.press import ACCOUNTS, REVENUE, SHOPS, Press
from storefront.facts.models import Indicator
from storefront.shops.models import PaymentAccount, Shop
from tests.databases import Sqlite
from tests.demo.conftest import fill
from tests.demo.told import headlines, made

SMALL = Press.of("20", 6_831)


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Sqlite]:
    database = Sqlite(tmp_path)
    fill(database, made(SMALL, at=clock.now()))
    with database.app.app_context():
        yield database
        session.remove()
    database.close()


@pytest.mark.slow
def test_a_tenth_of_the_campaign_prints_the_multiples_of_all(market: Sqlite) -> None:
    launched = clock.start_of(date(2021, 7, 21))

    counted = [
        session.scalar(select(func.count()).where(column < day))
        for column in (Shop.opened_at, PaymentAccount.declared_at)
        for day in (launched, SMALL.until)
    ]

    assert counted == [100, 6_831, 30, 5_778]
    stood = dict(session.execute(select(Baseline.indicator, Baseline.value)).all())
    assert (stood[SHOPS], stood[ACCOUNTS]) == (100, 30)
    assert (stood[REVENUE] or 0) > 1_000_000
    told = headlines(market.app)
    assert {it: told[it].multiple for it in (SHOPS, ACCOUNTS, REVENUE)} == {
        Indicator.SHOP_OPENED: 68,
        Indicator.ACCOUNT_DECLARED: 192,
        Indicator.REVENUE: 174,
    }
    assert told[SHOPS].exact == "68,310"
    assert told[ACCOUNTS].exact == "192,600"
