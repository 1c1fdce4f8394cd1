"""Photos from phones: read with care, turned upright, stripped, and kept small.

Slow, so it is done before the deed that uses the result.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import pi_heif
from PIL import Image, ImageCms, ImageOps
from sqlalchemy import select

from storefront import files
from storefront.db import session
from storefront.errors import MarketError
from storefront.files import Files
from storefront.shops.models import Photo

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MOST_PIXELS = 64_000_000
"""What the newest phones take, and no more: a bomb is a small file with a huge picture inside."""
LONGEST_SIDE = 16_000
SHORTEST_SIDE = 120
LARGE = (1280, 1280)
SMALL = (480, 480)
LOW_AND_CENTRED = (0.5, 0.66)
CLOTH = (243, 236, 221)
"""Behind see-through pictures: the ground of our pages."""

pi_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class BadPhoto(MarketError):
    """Not a picture that can be shown."""


class NotAPicture(BadPhoto):
    """Another kind of file, or a broken one."""


class PictureTooLarge(BadPhoto):
    pass


class PictureTooSmall(BadPhoto):
    pass


@dataclass(frozen=True, slots=True)
class Developed:
    """Names of the files, and the size of the large picture."""

    small: str
    large: str
    width: int
    height: int


def develop(content: bytes, *, to: Files) -> Developed:
    """Make both sizes and keep them. Raises BadPhoto."""
    picture = _decoded(content)
    large = _webp(picture, qualities=(78, 66, 54), most=180_000)
    square = ImageOps.fit(picture, SMALL, Image.Resampling.LANCZOS, centering=LOW_AND_CENTRED)
    small = _webp(square, qualities=(72, 60, 48, 36), most=15_000)
    return Developed(
        small=files.put(to, small, suffix=".webp"),
        large=files.put(to, large, suffix=".webp"),
        width=picture.width,
        height=picture.height,
    )


def shrink(content: bytes) -> bytes:
    """A page that somebody has to be able to read, and nothing of the camera. Raises BadPhoto."""
    return _webp(_decoded(content), qualities=(78, 66, 54), most=180_000)


def keep(developed: Developed, *, at: datetime) -> Photo:
    """The row for a developed photo. The same picture is kept once."""
    known = session.scalar(select(Photo).where(Photo.large == developed.large).limit(1))
    if known:
        return known
    photo = Photo(
        small=developed.small,
        large=developed.large,
        width=developed.width,
        height=developed.height,
        taken_at=at,
    )
    session.add(photo)
    return photo


def _decoded(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(content), formats=FORMATS)
            _refuse_odd_sizes(picture)
            return _upright(_shrunk(picture))
    except BadPhoto:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise PictureTooLarge from error
    except Exception as error:  # decoders fail on broken files in every way there is
        raise NotAPicture from error


def _refuse_odd_sizes(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise PictureTooLarge
    if min(width, height) < SHORTEST_SIDE:
        raise PictureTooSmall


def _shrunk(picture: Image.Image) -> Image.Image:
    picture.draft("RGB", LARGE)  # a JPEG is then decoded at a fraction of its size
    picture.load()
    shown = _eight_bits(picture)
    shown.thumbnail(LARGE, Image.Resampling.LANCZOS, reducing_gap=2.0)
    if min(shown.size) < 1:
        raise PictureTooSmall
    return shown


def _eight_bits(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # sixteen bits: converting would cut the light off
        return picture.convert("I").point(lambda light: light * (1 / 256)).convert("L")
    if picture.mode == "P":
        return picture.convert("RGBA")
    return picture


def _upright(picture: Image.Image) -> Image.Image:
    """In the colours of screens, the right way up, with nothing of its history."""
    turned = _screen_colours(ImageOps.exif_transpose(picture))
    clean = Image.new("RGB", turned.size, CLOTH)
    clean.paste(turned, mask=turned.getchannel("A") if "A" in turned.getbands() else None)
    return clean


def _screen_colours(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK"):
        return picture if picture.mode in ("RGB", "RGBA", "LA") else picture.convert("RGB")
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        turned = ImageCms.profileToProfile(
            picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError):
        turned = None
    return turned or picture.convert("RGB")


def _webp(picture: Image.Image, *, qualities: tuple[int, ...], most: int) -> bytes:
    """As good as fits into `most` bytes; the last quality whatever it weighs."""
    content = b""
    for quality in qualities:
        out = BytesIO()
        picture.save(out, "WEBP", quality=quality, method=4)
        content = out.getvalue()
        if len(content) <= most:
            break
    return content
