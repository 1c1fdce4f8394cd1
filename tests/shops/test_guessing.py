"""What kind of goods a name tells of."""

from __future__ import annotations

import pytest

from storefront.demo.goods import all_goods
from storefront.shops.guessing import kind_of
from storefront.shops.models import Category


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Na dai Chi Lăng loại 1", Category.FRUIT),
        ("NẤM HƯƠNG khô", Category.VEGETABLE),
        ("Măng tươi", Category.VEGETABLE),
        ("Măng ớt ngâm lọ 500 g", Category.PREPARED),
        ("mat ong hoa nhan", Category.HONEY),
        ("Vải thiều", Category.FRUIT),
        ("Vải lanh Mông", Category.CRAFT),
        ("Xyz", None),
        ("", None),
    ],
)
def test_a_name_tells_its_kind(name: str, kind: Category | None) -> None:
    assert kind_of(name) is kind


def test_most_goods_of_the_province_are_told_by_their_names() -> None:
    goods = all_goods()
    right = [it for it in goods if kind_of(it.name) is it.category]
    assert len(right) >= 0.9 * len(goods), [it.name for it in goods if it not in right]
