"""Pictures as phones take them, drawn when a test asks."""

from io import BytesIO

from PIL import Image, ImageDraw

LANG_SON = {1: "N", 2: (21.0, 51.0, 12.0), 3: "E", 4: (106.0, 45.0, 40.0)}
GPS, ORIENTATION, CAMERA = 0x8825, 0x0112, 0x0110


def a_photo(
    kind: str = "JPEG",
    *,
    size: tuple[int, int] = (1600, 1200),
    mode: str = "RGB",
    turned: int | None = None,
    colour: tuple[int, int, int] = (90, 140, 60),
) -> bytes:
    """A green fruit low in the middle, taken in Lạng Sơn by a phone that says so."""
    picture = Image.new("RGB", size, (230, 220, 200))
    width, height = size
    box = (width * 0.3, height * 0.5, width * 0.7, height * 0.9)
    ImageDraw.Draw(picture).ellipse(box, fill=colour)
    exif = Image.Exif()
    exif[CAMERA] = "Village Phone 8"
    exif.get_ifd(GPS).update(LANG_SON)
    if turned:
        exif[ORIENTATION] = turned
    out = BytesIO()
    picture.convert(mode).save(out, kind, exif=exif)
    return out.getvalue()


def a_moving_picture(kind: str = "WEBP") -> bytes:
    frames = [Image.new("RGB", (300, 300), colour) for colour in ("red", "green", "blue")]
    out = BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=80)
    return out.getvalue()
