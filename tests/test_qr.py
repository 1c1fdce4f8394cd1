import re
import string
from io import BytesIO

import pytest
import qrcode
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import QRData

from storefront import banks, qr
from storefront.qr_modules import BYTES, MASK, modules


def test_a_saved_code_says_what_it_was_told() -> None:
    picture = Image.open(BytesIO(qr.png("https://cho.example/shops/nhinh-7k3m2")))

    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [
        "https://cho.example/shops/nhinh-7k3m2"
    ]


@given(st.text(max_size=300))
def test_quickly_drawn_is_what_the_library_draws(content: str) -> None:
    theirs = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=MASK)
    theirs.add_data(QRData(content.encode(), BYTES))
    theirs.make()

    rows = ["".join("1" if dark else "0" for dark in row) for row in theirs.get_matrix()]
    assert [row.decode() for row in modules(content)] == rows


def test_what_cannot_be_said_in_a_code_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        modules("x" * 3_000)


@given(st.text(string.ascii_letters + string.digits, min_size=1, max_size=200))
def test_the_drawing_is_read_by_a_scanner(content: str) -> None:
    drawing = qr.draw(content)
    picture = Image.new("L", (drawing.size, drawing.size), 255)
    x = y = 0
    for step, first, second in re.findall(r"([Mmh])(\d+) ?(\d*)", drawing.path):
        if step == "M":
            x, y = int(first), int(second)
        elif step == "m":
            x += int(first)
        else:
            picture.paste(0, (x, y, x + int(first), y + 1))

    seen = zxingcpp.read_barcodes(
        picture.resize((drawing.size * 4, drawing.size * 4), Image.Resampling.NEAREST)
    )
    assert [code.text for code in seen] == [content]


def test_banks_are_known_by_their_bin() -> None:
    assert banks.name_of("970415") == "VietinBank"
    assert len(banks.all_banks()) == 71
