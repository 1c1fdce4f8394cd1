"""By which words buyers find a product."""

from datetime import date

from flask import Flask

from storefront.db import deed, session
from storefront.places.models import Level, Relation, Succession
from storefront.shops.models import Category
from storefront.shops.wording import names_around, words_for
from storefront.text import fold
from tests.village import a_commune, a_household, a_place, a_province, a_shop, a_village

REFORM = date(2025, 7, 1)


def test_a_product_is_found_by_its_shop_and_its_keeper() -> None:
    words, folded = words_for(
        name="Na dai (2-3 quả)",
        category=Category.FRUIT,
        shop="Nhà bà Nhình",
        keeper="Hoàng Thị Nhình",
        places=["Chi Lăng"],
    )

    assert folded.startswith("na dai 2 3 qua | trai cay")
    assert folded.endswith("nha ba nhinh hoang thi nhinh chi lang")
    assert fold(words) == folded.replace("| ", "")


def test_a_name_without_letters_still_has_a_place_to_be_found_by() -> None:
    folded = words_for(
        name="★★★", category=Category.TEA, shop="Nhà ông Sính", keeper="", places=[]
    ).folded

    assert folded.startswith("| che tra")
    assert "  " not in folded, "PostgreSQL refuses words without letters"


def test_old_names_are_remembered(app: Flask) -> None:
    with deed():
        province = a_province("Lạng Sơn")
        district = a_place("Văn Lãng", inside=province, level=Level.DISTRICT)
        old = a_commune("Tân Mỹ", inside=district)
        new = a_commune("Hoàng Văn Thụ", inside=province)
        session.add(Succession(old=old, new=new, on=REFORM, relation=Relation.WHOLE, source="test"))
        shop = a_shop(a_household(village=a_village("Nà Lìa", inside=new)))

    names = names_around(shop)

    assert set(names) == {"Nà Lìa", "Hoàng Văn Thụ", "Lạng Sơn", "Tân Mỹ", "Văn Lãng"}
