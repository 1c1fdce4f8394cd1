import re
from io import BytesIO

import zxingcpp
from PIL import Image

from storefront import banks, qr


def test_a_saved_code_says_what_it_was_told() -> None:
    picture = Image.open(BytesIO(qr.png("https://cho.example/shops/nhinh-7k3m2")))

    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [
        "https://cho.example/shops/nhinh-7k3m2"
    ]


def test_the_drawing_has_the_same_dark_modules_as_the_picture() -> None:
    drawing = qr.draw("CB7K2M9Q4")
    picture = Image.open(BytesIO(qr.png("CB7K2M9Q4", pixels=1))).convert("L")

    dark = sum(1 for pixel in picture.get_flattened_data() if pixel == 0)
    assert picture.size == (drawing.size, drawing.size)
    assert dark == sum(int(run) for run in re.findall(r"\dh(\d+)v", drawing.path))


def test_banks_are_known_by_their_bin() -> None:
    assert banks.name_of("970415") == "VietinBank"
    assert len(banks.all_banks()) == 71
