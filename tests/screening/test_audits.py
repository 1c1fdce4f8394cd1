"""Twenty shops drawn by lot: repeatable, and no more certain than twenty telephone calls are."""

from __future__ import annotations

import pytest
from flask import Flask

from storefront.accounts.permissions import Role
from storefront.db import deed
from storefront.screening import audits
from storefront.screening.audits import Rate
from storefront.screening.models import Answer
from tests.browser import Browser
from tests.village import MARKET_DAY, a_commune, a_household, a_person, a_shop, a_village, posted


def test_the_seed_draws_the_same_shops_again(app: Flask) -> None:
    with deed():
        village = a_village()
        for _ in range(25):
            a_shop(a_household(village=village))
        place = village.parent
        assert place is not None
        sample = audits.draw(place, by=a_person(), at=MARKET_DAY)
        again = audits.draw(place, seed=sample.seed, by=a_person(), at=MARKET_DAY)
        other = audits.draw(place, by=a_person(), at=MARKET_DAY)

    assert [it.household_id for it in sample.calls] == [it.household_id for it in again.calls]
    assert [it.household_id for it in sample.calls] != [it.household_id for it in other.calls]
    assert (len({it.household_id for it in sample.calls}), sample.pool) == (20, 25)


@pytest.mark.parametrize(
    ("agree", "reached", "low", "high"),
    [(17, 19, 0.686, 0.971), (20, 20, 0.839, 1.0), (0, 20, 0.0, 0.161), (0, 0, 0.0, 1.0)],
)
def test_the_interval_is_wilsons(agree: int, reached: int, low: float, high: float) -> None:
    assert Rate(agree, reached, 0).interval == pytest.approx((low, high), abs=0.001)


def test_the_rate_stands_beside_the_figures_once_all_were_rung(
    app: Flask, browser: Browser
) -> None:
    with deed():
        commune = a_commune()
        for _ in range(2):
            a_shop(a_household(village=a_village(inside=commune)))
        officer = posted("Vi Thị Hoa", Role.COMMUNE_OFFICER, commune)
        elsewhere = posted("Nông Văn Tài", Role.COMMUNE_OFFICER, a_commune("Bắc Sơn"))
    browser.sign_in(officer)
    script = browser.post(f"/audits/in/{commune.code}").url

    page = browser.get(script).html
    browser.post(f"{script}/1", {"answer": "agrees", "note": "Đúng"})
    browser.post(f"{script}/2", {"answer": "unreached"})
    sample = audits.samples_of(commune)[0]

    assert "Hoàng Thị Nhình" in page
    assert "tel:" in page
    assert "Gọi điện kiểm tra" in browser.get(f"/growth/{commune.code}").html
    assert audits.rate(sample) == Rate(1, 1, 1)
    assert sample.calls[0].answer is Answer.AGREES
    browser.sign_in(elsewhere)
    browser.get(script, expect=404)
    browser.post(f"{script}/1", {"answer": "differs"}, expect=404)
