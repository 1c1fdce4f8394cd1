"""Finding produce by what people type: the same on both databases."""

from datetime import date
from itertools import cycle

import pytest
from flask import Flask

from storefront import text
from storefront.catalogue.names import Word
from storefront.catalogue.search import FARTHEST, search, words_of
from storefront.db import deed
from storefront.shops.models import Category, Product, Shop
from storefront.shops.wording import names_around, words_for
from tests.village import MARKET_DAY, a_commune, a_household, a_province, a_shop, a_village, na

AUGUST = date(2026, 8, 22)


def found(typed: str, *, limit: int = 24, start: int = 0) -> list[str]:
    return [row.name for row in search(typed, on=AUGUST, limit=limit, start=start)]


def a_shop_in(commune: str, *, keeper: str = "Vi Văn Sính") -> Shop:
    village = a_village("Khau Đẩy", inside=a_commune(commune, inside=a_province("Lạng Sơn")))
    return a_shop(a_household(keeper, village=village))


def test_na_chi_lang_without_marks_finds_the_custard_apples_of_chi_lang(app: Flask) -> None:
    with deed():
        na(shop=a_shop_in("Chi Lăng", keeper="Hoàng Thị Na"), name="Khoai lang tím")
        na(shop=a_shop_in("Chi Lăng"), name="Nấm hương")
        na(shop=a_shop_in("Chi Lăng"), name="Na dai Chi Lăng loại 1")

    assert found("na chi lang") == ["Na dai Chi Lăng loại 1", "Khoai lang tím"]


def test_the_spelling_that_was_typed_comes_first(app: Flask) -> None:
    with deed():
        shop = a_shop_in("Thất Khê")
        for name in ("Hồng vành khuyên", "Hông xôi", "Hong khô", "Hổng hổng"):
            na(shop=shop, name=name)

    assert found("hong")[0] == "Hong khô"
    assert found("hồng")[0] == "Hồng vành khuyên"
    assert found("HÔNG")[0] == "Hông xôi"
    assert len(found("hồng")) == 4


def test_either_place_of_the_tone_mark_is_the_same_word(app: Flask) -> None:
    with deed():
        shop = a_shop_in("Thất Khê")
        na(shop=shop, name="Hoa hồi")
        na(shop=shop, name="Bánh Hòa Bình")

    assert found("hoà")[0] == found("hòa")[0] == "Bánh Hòa Bình"


def test_what_can_be_had_today_comes_before_what_cannot(app: Flask) -> None:
    with deed():
        resting = a_shop_in("Văn Quan")
        resting.paused_at = MARKET_DAY
        na(shop=resting, name="Mật ong bạc hà")
        shop = a_shop_in("Văn Quan")
        na(shop=shop, name="Mật ong nhãn", stock=0)
        na(shop=shop, name="Mật ong rừng", season=0b1)
        na(shop=shop, name="Mật ong hoa hồi")

    assert found("mat ong")[0] == "Mật ong hoa hồi"
    assert set(found("mật ong")[1:]) == {"Mật ong bạc hà", "Mật ong nhãn", "Mật ong rừng"}


def test_a_word_that_is_none_must_begin_one(app: Flask) -> None:
    with deed():
        shop = a_shop_in("Chi Lăng")
        na(shop=shop, name="Na dai Chi Lăng")
        na(shop=shop, name="Nấm hương")

    assert found("na") == ["Na dai Chi Lăng"]
    assert found("n") == ["Na dai Chi Lăng", "Nấm hương"]
    assert found("dai ch")
    assert not found("dai xyz")
    assert not found("ai")


def test_a_new_name_is_found_and_the_old_one_is_not(app: Flask) -> None:
    with deed():
        product = na(shop=a_shop_in("Chi Lăng"), name="Măng tươi")
    with deed():
        _rename(product, "Chanh rừng")

    assert found("chanh") == ["Chanh rừng"]
    assert not found("mang")


def test_what_is_not_shown_is_not_found(app: Flask) -> None:
    with deed():
        na(name="Măng tươi").shown = False

    assert not found("măng")


NONSENSE = (
    "",
    " ",
    "!!!",
    '"',
    "*",
    "na*",
    'na" OR "x',
    "NEAR(na chi)",
    "folded:na",
    "na AND",
    "-na",
    "na:*",
    "'na' | 'chi'",
    "%",
    "_",
    "\\",
    "\0na",
    "\u202ena\u202c",
    "\ud800na",
    "中文",
    "½",
    "na" * 50_000,
    "na " * 50_000,
    "'; DROP TABLE product; --",
)


@pytest.mark.parametrize("typed", NONSENSE)
def test_nonsense_is_only_not_found(app: Flask, typed: str) -> None:
    found(typed)


def test_nobody_pages_for_ever(app: Flask) -> None:
    with deed():
        na(name="Na dai")

    assert found("na", start=FARTHEST + 1) == []
    assert found("na", start=-1) == []
    assert found("na", start=10**30) == []


KINDS = (
    "Na dai Chi Lăng loại 1",
    "Na bở",
    "Nấm hương rừng",
    "Nâm đắng",
    "Hồng vành khuyên",
    "Hồng không hạt Bảo Lâm",
    "Măng tươi",
    "Măng khô Na Sầm",
    "Mật ong rừng",
    "Hoa hồi khô loại 2",
    "Thạch đen Tràng Định",
    "Vịt quay lá mác mật",
    "Chè Shan tuyết Mẫu Sơn",
    "Đào Mẫu Sơn",
    "Khoai lang tím",
)
QUERIES = (
    "na", "nà", "nấm", "nam", "nâm", "hong", "hồng", "hồng khuyên", "bao lam", "Bảo Lâm", "mang",
    "măng kho", "mat ong", "mật ong rừng", "hoi", "hồi", "hoa hoi 2", "thach den", "thạch đen",
    "trang dinh", "vit quay", "mac mat", "che", "chè shan", "mau son", "Mẫu Sơn", "dao", "đào",
    "khoai", "lang", "lăng", "chi lang", "chi lăng", "van quan", "nhà bà", "trái cây", "fruit",
    "m", "1", "tan doan", "na na", "loai",
)  # fmt: skip


def test_both_databases_find_the_same_in_the_same_order(app: Flask) -> None:
    """Both are held against the rule as told in Python."""
    with deed():
        products = _three_hundred_products()

    for typed in QUERIES:
        wanted = _as_the_rule_says(typed, products)
        rows = search(typed, on=AUGUST, limit=400)
        assert [row.id for row in rows] == [product.id for product in wanted], typed


def test_pages_join_without_a_seam(app: Flask) -> None:
    with deed():
        _three_hundred_products()

    whole = [row.id for row in search("n", on=AUGUST, limit=300)]
    parts = [
        row.id
        for start in range(0, 300, 24)
        for row in search("n", on=AUGUST, limit=24, start=start)
    ]
    assert len(whole) > 100
    assert parts == whole


def _three_hundred_products() -> list[Product]:
    communes = ("Chi Lăng", "Văn Quan", "Mẫu Sơn", "Tân Đoàn", "Thất Khê")
    shops = [
        a_shop_in(commune, keeper=keeper)
        for commune, keeper in zip(communes, _keepers(), strict=True)
    ]
    season, stock = cycle((0, 0b1000_0000, 0b11)), cycle((40, 0, 7, 3))
    return [
        na(
            shop=shop,
            name=name,
            season=next(season),
            stock=next(stock),
            category=list(Category)[len(name) % 9],
        )
        for _again in range(4)
        for shop in shops
        for name in KINDS
    ]


def _keepers() -> list[str]:
    return ["Hoàng Thị Na", "Vi Văn Lăng", "Triệu Mùi Pham", "Nông Văn Đào", "Lương Thị Sao"]


def _as_the_rule_says(typed: str, products: list[Product]) -> list[Product]:
    words = words_of(typed)
    known = {word for product in products for word in product.folded.split()}
    hits = [product for product in products if _has_all(product, words, known)]
    return sorted(hits, key=lambda product: _rank(product, words))


def _has_all(product: Product, words: list[Word], known: set[str]) -> bool:
    theirs = product.folded.split()
    return all(
        word.folded in theirs if word.folded in known else _begins_one(word.folded, theirs)
        for word in words
    )


def _begins_one(letters: str, words: list[str]) -> bool:
    return any(word.startswith(letters) for word in words)


def _rank(product: Product, words: list[Word]) -> tuple[int, bool, int]:
    name = text.fold(product.name).split()
    score = 0
    for nth, word in enumerate(words):
        is_head = nth == 0 and word.folded == name[0]
        score += 15 if is_head else 10 * (word.folded in name)
        score += (100 if word.is_marked else 1) * (word.spelt in product.words.split())
    can_be_had = product.stock > 0 and product.in_season(AUGUST.month)
    return -score, not can_be_had, product.id


def _rename(product: Product, name: str) -> None:
    product.name = name
    product.words, product.folded = words_for(
        name=name,
        category=product.category,
        shop=product.shop.name,
        keeper="",
        places=names_around(product.shop),
    )
