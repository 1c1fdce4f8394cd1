"""What is picked ripe does not wait for the post."""

from datetime import date

import pytest

from storefront.shops.freshness import keeps, may_leave
from storefront.shops.models import Product

FRIDAY, SATURDAY, MONDAY = date(2026, 8, 21), date(2026, 8, 22), date(2026, 8, 24)


@pytest.mark.parametrize(
    ("shelf_days", "days", "kept"),
    [(3, 2, True), (3, 3, False), (1, 0, True), (1, 1, False), (None, 30, True)],
)
def test_a_day_must_be_left_for_the_buyer(shelf_days: int | None, days: int, kept: bool) -> None:
    assert keeps(Product(shelf_days=shelf_days), days) is kept


def test_soft_fruit_stays_at_home_over_the_weekend() -> None:
    na, honey = Product(shelf_days=3), Product(shelf_days=400)

    assert may_leave(na, on=FRIDAY)
    assert may_leave(na, on=MONDAY)
    assert not may_leave(na, on=SATURDAY)
    assert may_leave(honey, on=SATURDAY)
