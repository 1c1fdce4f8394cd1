"""What a counted row came of, in words."""

import pytest
from flask import Flask

from storefront.web.causes import cause


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("28:until:2026-11-01", "hết hạn tính"),
        ("28:from:2026-11-01", "tính từ ngày này"),
        ("household:22nna9bc", "mỗi nhà đếm một lần"),
        ("product:22h49v6", "mặt hàng 22h49v6"),
        ("shop:nha-anh-bang-2edzn", "gian hàng nha-anh-bang-2edzn"),
        ("buyer:1138", "người mua số 1138"),
        ("receipt:19190", "phiếu thu số 19190"),
        ("28:19", "bản ghi 28:19"),
        (None, "–"),
        ("something else", "something else"),
    ],
)
def test_a_key_is_said_in_words(app: Flask, key: str | None, words: str) -> None:
    with app.test_request_context():
        assert cause(key) == words
