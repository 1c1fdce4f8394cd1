"""A season is kept as bits and shown as twelve months."""

import pytest
from flask import Flask

from storefront.web import seasons
from storefront.web.seasons import months, season_cells, season_row

AUGUST_TO_OCTOBER = 0b0011_1000_0000


def test_bits_are_months() -> None:
    assert months(AUGUST_TO_OCTOBER) == [8, 9, 10]
    assert months(0) == []


@pytest.fixture(autouse=True)
def _afresh() -> None:
    seasons._row.cache_clear()


def test_each_reader_reads_their_own_language(app: Flask) -> None:
    for language, words in (("vi", "Vào mùa tháng 8, 9, 10"), ("en", "months 8, 9, 10")) * 2:
        with app.app_context(), app.test_request_context(headers={"Cookie": f"lang={language}"}):
            row = season_row(AUGUST_TO_OCTOBER, 9)

        assert words in row
        assert row.count("<i") == 12
        assert '<i class="in now">9</i>' in row


def test_what_is_always_there_is_in_season_all_year(app: Flask) -> None:
    with app.test_request_context():
        assert season_row(0, 2).count('class="in') == 12
        assert season_cells(AUGUST_TO_OCTOBER, 2).count('class="in') == 3
