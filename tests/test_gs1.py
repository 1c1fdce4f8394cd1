"""Numbers under barcodes carry their own check."""

import pytest

from storefront import gs1


@pytest.mark.parametrize("number", ["8934567890120", "96385074", "036000291452", "08934567890120"])
def test_a_right_number_is_known(number: str) -> None:
    assert gs1.is_gtin(number)


@pytest.mark.parametrize("number", ["8934567890121", "8934567980120", "12", "", "89345678901ab"])
def test_a_wrong_digit_shows(number: str) -> None:
    assert not gs1.is_gtin(number)


def test_an_address_of_gs1_names_article_and_batch() -> None:
    assert gs1.digital_link("8934567890120", "k7m2p3x") == "/01/08934567890120/10/k7m2p3x"
