"""Cards painted once for each shape, and filled with words."""

import pytest
from flask import Flask

from storefront.web.cards import Shown
from storefront.web.grids import Grids


def _card(name: str, **more: object) -> Shown:
    plain = Shown(
        name, "/products/na", "/media/na.webp", "68.000", "kg", "Nhà bà Nhình", None, False
    )
    return plain._replace(**more)  # type: ignore[arg-type]


def _painted(app: Flask, *cards: Shown, language: str = "vi") -> str:
    with app.test_request_context(headers={"Cookie": f"lang={language}"}):
        return str(Grids().painted(cards, 3, lead=True, eager=1))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<b>Na</b>", "&lt;b&gt;Na&lt;/b&gt;"),
        ('Na "dai" & hồng', "Na &#34;dai&#34; &amp; hồng"),
        ("100 %s na %", "100 %s na %"),
        ("Na\0dai", "Na\0dai"),
    ],
)
def test_whatever_a_thing_is_called_is_shown_as_words(app: Flask, name: str, shown: str) -> None:
    page = _painted(app, _card("Mận"), _card(name))

    assert f'<a href="/products/na">{shown}</a>' in page
    assert '<a href="/products/na">Mận</a>' in page


def test_each_card_has_what_belongs_to_it(app: Flask) -> None:
    cards = (_card("Na"), _card("Hồng", flag="Hết hàng", hot=True), _card("Mận", picture=None))

    first, second, third = _painted(app, *cards).split("<li ")[1:]

    assert 'class="goods goods-lead"' in first
    assert "loading" not in first
    assert 'loading="lazy"' in second
    assert '<p class="tag tag-hot">Hết hàng</p>' in second
    assert "no-picture" in third
    assert "<img" not in third
    assert "tag" not in third
