"""The campaign of Lạng Sơn as the press told it in 2021."""

from datetime import date
from decimal import Decimal

from flask import Flask
from sqlalchemy import func, select

from storefront.campaign import actions
from storefront.campaign.growth import Growth
from storefront.campaign.models import Campaign, Published
from storefront.db import deed, session
from storefront.facts.models import Indicator
from tests.village import a_province


def lang_son() -> Campaign:
    with deed():
        campaign = actions.start_known_campaign(a_province(code="20"))
    assert campaign is not None
    return campaign


def test_it_began_on_20_july_2021_and_nobody_published_the_dong(app: Flask) -> None:
    campaign = lang_son()

    assert campaign.began_on == date(2021, 7, 20)
    assert {line.indicator: line.value for line in campaign.baselines} == {
        Indicator.SHOP_OPENED: 1_000,
        Indicator.ACCOUNT_DECLARED: 301,
        Indicator.REVENUE: None,
    }
    assert all(line.source for line in campaign.baselines)


def test_the_published_series_prints_68_192_and_174(app: Flask) -> None:
    campaign = lang_son()
    base = {line.indicator: line.value for line in campaign.baselines}
    last = select(Published).where(Published.on == date(2021, 10, 13))

    printed = {
        row.indicator: Growth(row.value, base[row.indicator], row.multiple).multiple
        for row in session.scalars(last)
    }

    assert printed == {
        Indicator.SHOP_OPENED: 68,
        Indicator.ACCOUNT_DECLARED: 192,
        Indicator.REVENUE: 174,
    }


def test_what_was_not_published_is_not_there(app: Flask) -> None:
    lang_son()
    revenue = select(Published).where(Published.indicator == Indicator.REVENUE)

    told = [(row.on, row.value, row.multiple) for row in session.scalars(revenue)]

    assert told == [
        (date(2021, 8, 10), 518_966_000, None),
        (date(2021, 9, 15), None, Decimal(145)),
        (date(2021, 10, 13), None, Decimal(174)),
    ]


def test_starting_it_again_changes_nothing(app: Flask) -> None:
    campaign = lang_son()
    before = session.scalar(select(func.count(Published.id)))

    with deed():
        again = actions.start_known_campaign(session.merge(campaign).place)

    assert again is not None
    assert again.id == campaign.id
    assert session.scalar(select(func.count(Published.id))) == before


def test_a_province_we_know_nothing_of_starts_from_nothing(app: Flask) -> None:
    with deed():
        assert actions.start_known_campaign(a_province("Cà Mau", code="96")) is None
