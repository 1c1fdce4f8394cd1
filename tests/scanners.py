"""Two decoders that share no code, so that a QR only one of them can read is noticed."""

from collections.abc import Callable, Iterable

import cv2
import numpy
import pytest
import zxingcpp
from PIL.Image import Image

Scanner = Callable[[Image], list[str]]


def zxing(picture: Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def opencv(picture: Image) -> list[str]:
    grey = numpy.asarray(picture.convert("L"))
    _ok, texts, _corners, _straight = cv2.QRCodeDetector().detectAndDecodeMulti(grey)
    return [text for text in _words(texts) if text]


def _words(texts: Iterable[str] | None) -> Iterable[str]:
    return texts or ()


SCANNERS = (pytest.param(zxing, id="zxing"), pytest.param(opencv, id="opencv"))
