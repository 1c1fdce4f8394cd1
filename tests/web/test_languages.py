"""What is remembered in one language is told in that language alone."""

from flask import Flask
from flask_babel import force_locale

from storefront.delivery.ways import Way
from storefront.shops.models import Category
from storefront.web import categories, delivery_words, filters


def test_a_paper_in_another_language_spoils_no_remembered_words(app: Flask) -> None:
    categories._name.cache_clear()
    delivery_words._names.cache_clear()
    with app.test_request_context(headers={"Cookie": "lang=en"}):
        with force_locale("vi"):
            assert categories.name_of(Category.FRUIT) == "Trái cây"
            vietnamese = delivery_words.name_of(Way.PICK_UP)

        assert categories.name_of(Category.FRUIT) == "Fruit"
        assert delivery_words.name_of(Way.PICK_UP) != vietnamese


def test_what_the_worker_writes_for_nobody_in_particular_is_vietnamese(app: Flask) -> None:
    with app.app_context():
        assert filters.number(68_311) == "68.311"
        with force_locale("en"):
            assert filters.number(68_311) == "68,311"
