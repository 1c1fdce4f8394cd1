"""Photos as phones send them, and as people who mean harm do."""

import errno
import os
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image, ImageFilter

from storefront import files
from storefront.db import deed
from storefront.shops import photos
from tests.village import MARKET_DAY
from tests.village_photos import a_moving_picture, a_photo

HEIC = Path(__file__).parent.parent / "data" / "phone.heic"


def _opened(folder: Path, name: str) -> Image.Image:
    return Image.open(BytesIO(files.where(folder, name).read_bytes()))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_phone_photo_becomes_two_small_pictures(tmp_path: Path, kind: str) -> None:
    kept = photos.develop(a_photo(kind), to=files.Folder(tmp_path))

    small, large = _opened(tmp_path, kept.small), _opened(tmp_path, kept.large)
    assert (small.format, small.size) == ("WEBP", (480, 480))
    assert large.size == (kept.width, kept.height) == (1280, 960)


def test_a_photo_full_of_leaves_is_light_in_lists(tmp_path: Path) -> None:
    leaves = Image.effect_noise((640, 640), 100).filter(ImageFilter.GaussianBlur(2))
    taken = BytesIO()
    leaves.save(taken, "JPEG", quality=95)

    kept = photos.develop(taken.getvalue(), to=files.Folder(tmp_path))

    assert files.where(tmp_path, kept.small).stat().st_size <= 15_000


def test_a_full_disk_is_not_filled_with_halves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        photos.develop(a_photo("JPEG"), to=files.Folder(tmp_path))
    assert not [it for it in tmp_path.rglob("*") if it.is_file()]


def test_photos_of_iphones_are_read(tmp_path: Path) -> None:
    kept = photos.develop(HEIC.read_bytes(), to=files.Folder(tmp_path))

    assert (kept.width, kept.height) == (480, 640)


@pytest.mark.parametrize("content", [a_photo("JPEG"), a_photo("WEBP"), HEIC.read_bytes()])
def test_nobody_learns_where_a_photo_was_taken(tmp_path: Path, content: bytes) -> None:
    assert Image.open(BytesIO(content)).getexif().get_ifd(0x8825), "the phone did say where"

    kept = photos.develop(content, to=files.Folder(tmp_path))

    for name in (kept.small, kept.large):
        picture = _opened(tmp_path, name)
        assert not picture.getexif()
        assert not {"exif", "xmp", "icc_profile"} & set(picture.info)


def test_a_photo_taken_sideways_stands_up(tmp_path: Path) -> None:
    kept = photos.develop(a_photo(turned=6), to=files.Folder(tmp_path))

    assert (kept.width, kept.height) == (960, 1280)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "LA")],
)
def test_odd_colours_come_out_as_seen(tmp_path: Path, kind: str, mode: str) -> None:
    kept = photos.develop(a_photo(kind, mode=mode), to=files.Folder(tmp_path))

    ground = _opened(tmp_path, kept.large).convert("RGB").getpixel((20, 20))
    assert isinstance(ground, tuple)
    assert all(190 < light <= 255 for light in ground)


def test_sixteen_bits_are_not_cut_off(tmp_path: Path) -> None:
    out = BytesIO()
    Image.new("I;16", (300, 300), 32_768).save(out, "PNG")

    kept = photos.develop(out.getvalue(), to=files.Folder(tmp_path))

    middle = _opened(tmp_path, kept.large).convert("L").getpixel((150, 150))
    assert middle == pytest.approx(128, abs=3)


def test_of_a_moving_picture_the_first_moment_is_kept(tmp_path: Path) -> None:
    kept = photos.develop(a_moving_picture(), to=files.Folder(tmp_path))

    red, green, _blue = _opened(tmp_path, kept.large).convert("RGB").getpixel((9, 9))  # type: ignore[misc]
    assert red > 200 > green


def test_the_square_keeps_what_lies_low_in_the_middle(tmp_path: Path) -> None:
    kept = photos.develop(a_photo(size=(900, 1600)), to=files.Folder(tmp_path))

    green = _opened(tmp_path, kept.small).convert("RGB").getpixel((240, 300))
    assert isinstance(green, tuple)
    assert green[1] > green[0]


def test_the_same_photo_is_kept_once(app: Flask, tmp_path: Path) -> None:
    first, second = (photos.develop(a_photo(), to=files.Folder(tmp_path)) for _ in range(2))
    with deed():
        one = photos.keep(first, at=MARKET_DAY)
    with deed():
        two = photos.keep(second, at=MARKET_DAY)

    assert one.id == two.id
    assert len([file for file in tmp_path.rglob("*") if file.is_file()]) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + bytes(50),
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        a_photo()[:4000],
        a_photo("WEBP")[:900],
        HEIC.read_bytes()[:1500],
        a_photo("GIF"),
        a_photo("TIFF", size=(200, 200)),
    ],
)
def test_what_is_no_photo_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(photos.NotAPicture):
        photos.develop(content, to=files.Folder(tmp_path))

    assert not list(tmp_path.iterdir())


def _a_bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )


@pytest.mark.parametrize("size", [(9_000, 9_000), (30_000, 30_000), (60_000, 200), (2**31 - 1, 9)])
def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path, size: tuple[int, int]) -> None:
    with pytest.raises(photos.PictureTooLarge):
        photos.develop(_a_bomb(*size), to=files.Folder(tmp_path))


def test_a_speck_is_refused(tmp_path: Path) -> None:
    with pytest.raises(photos.PictureTooSmall):
        photos.develop(a_photo(size=(600, 20)), to=files.Folder(tmp_path))
