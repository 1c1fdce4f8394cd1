"""Odd values. Each kind is what stands in a field: no value at all, one, or several."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable
from io import BytesIO

from PIL import Image

from tests.village_photos import a_photo

DEEP = b"[" * 100_000

VALUES: dict[str, tuple[bytes, ...]] = {
    "missing": (),
    "empty": (b"",),
    "NUL": (b"na\0dai",),
    "lone surrogate": (b"na\xed\xa0\x80dai",),
    "bidi override": ("na\u202edai\u2066".encode(),),
    "zero width": ("\u200b\u200d\ufeff".encode(),),
    "half a megabyte": (b"x" * 500_000,),
    "two hundred thousand letters": ("đ".encode() * 100_000,),
    "negative": (b"-1",),
    "thirty digits": (b"9" * 30,),
    "too large for a row": (b"9223372036854775808",),
    "10^400": (b"1" + b"0" * 400,),
    "fraction": (b"1.5",),
    "not a number": (b"NaN",),
    "other digits": ("٣²".encode(),),
    "list": (b"one", b"two", b"three"),
    "unknown word": (b"no-such-thing",),
    "SQL": (b"'; DROP TABLE shop; -- %_\\' ESCAPE '",),
    "search syntax": (b'NEAR("na" AND *^: -{} | !a <-> (',),
    "HTML": (b'"><script>alert(1)</script>',),
    "template": (b"{{ 7 * 7 }} %(name)s %s {0} ${x}",),
    "other site": (b"//evil.example/\\@evil.example",),
    "header": (b"na\r\nSet-Cookie: who=me",),
    "last day": (b"9999-12-31",),
    "no day": (b"20@2026-13-45",),
}

DEEPLY = ("thirty digits", "too large for a row", "other digits")
"""Kinds that a form may take for something else, and hand on."""
AT_THE_GATE = ("NUL", "lone surrogate", "half a megabyte", "two hundred thousand letters")
"""Kinds for which the whole request may be sent away: beside them nothing else would be seen."""
FOR_DATABASES = (*DEEPLY, "negative", "10^400", "fraction", "last day", "no day")
"""Kinds that one database may refuse and the other take."""
EVERYWHERE = (*FOR_DATABASES, "missing", "empty", "not a number")
NOW_AND_THEN = tuple(it for it in VALUES if it not in EVERYWHERE and it not in AT_THE_GATE)
"""Words, which all forms read in the same way: each door gets some of them."""
IN_ADDRESSES = {
    kind: values[0] for kind, values in VALUES.items() if values and len(values[0]) < 10_000
}
IN_COOKIES = {
    kind: value
    for kind, value in IN_ADDRESSES.items()
    if not any(byte in value for byte in b"\0\r\n")  # servers cut requests off there
} | {"a long basket": b".".join(b"%d:1" % number for number in range(600))}


def cut_short() -> bytes:
    photo = a_photo(size=(400, 300))
    return photo[: len(photo) // 2]


def bomb() -> bytes:
    """A small file that says it is forty thousand pixels square."""
    out = BytesIO()
    Image.new("1", (8, 8)).save(out, "PNG")
    png = bytearray(out.getvalue())
    png[16:24] = struct.pack(">II", 40_000, 40_000)
    png[29:33] = struct.pack(">I", zlib.crc32(png[12:29]))
    return bytes(png)


def long_bomb() -> bytes:
    """Within the limit on pixels by its head, and endless by its body."""
    out = BytesIO()
    Image.new("1", (4_000, 4_000)).save(out, "PNG")
    return out.getvalue() + b"\0" * 2_000_000


PICTURES: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "words": lambda: b"this is no picture",
    "page": lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "archive": lambda: b"PK\3\4" + b"\0" * 200,
    "cut short": cut_short,
    "bomb": bomb,
    "long bomb": long_bomb,
    "tiny": lambda: a_photo(size=(1, 1)),
    "thin": lambda: a_photo(size=(1, 20_000)),
    "GIF": lambda: a_photo("GIF", size=(300, 300), mode="P"),
    "head of HEIC": lambda: b"\0\0\0\x18ftypheic" + b"\0" * 50,
}
FILE_NAMES = ("na.jpg", "../../etc/passwd", "na\udcff.jpg", "x" * 5_000, "con\u202egpj.exe")


def _bodies() -> dict[str, tuple[str, bytes]]:
    """Content types with bodies that do not keep what the type promises."""
    form, mixed = "application/x-www-form-urlencoded", "multipart/form-data"
    return {
        "deep JSON": ("application/json", DEEP),
        "deep objects": ("application/json", b'{"a":' * 100_000),
        "half a JSON": ("application/json", b'{"name": "na'),
        "JSON with a huge number": ("application/json", b'{"amount": 1' + b"0" * 400 + b"}"),
        "JSON of a list": ("application/json", json.dumps([1, None, "na"]).encode()),
        "no type": ("", b"name=na"),
        "unknown type": ("x/y; z", b"name=na"),
        "XML": ("text/xml", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"),
        "other letters": (f"{form}; charset=utf-7", b"name=+ADw-script+AD4-"),
        "no letters": (f"{form}; charset=no-such", b"name=na"),
        "thousand fields": (form, b"&".join(b"f%d=1" % number for number in range(5_000))),
        "only signs": (form, b"&=&=%&%zz=%u1234&&;"),
        "no boundary": (mixed, b"--a\r\n\r\nna\r\n--a--"),
        "empty boundary": (f"{mixed}; boundary=", b"----\r\n"),
        "wrong boundary": (f"{mixed}; boundary=b", b"--a\r\n\r\nna\r\n--a--"),
        "part without a name": (f"{mixed}; boundary=a", b"--a\r\n\r\nna\r\n--a--\r\n"),
        "unfinished part": (
            f"{mixed}; boundary=a",
            b'--a\r\nContent-Disposition: form-data; name="name"\r\n\r\nna',
        ),
        "thousand parts": (
            f"{mixed}; boundary=a",
            b'--a\r\nContent-Disposition: form-data; name="f"\r\n\r\n1\r\n' * 1_000 + b"--a--\r\n",
        ),
        "a file for every field": (
            f"{mixed}; boundary=a",
            b"".join(
                b'--a\r\nContent-Disposition: form-data; name="%s"; filename="f"\r\n\r\n1\r\n'
                % name
                for name in (b"name", b"phone", b"code", b"once", b"lang", b"product")
            )
            + b"--a--\r\n",
        ),
    }


BODIES = _bodies()
HEADERS: dict[str, list[str]] = {
    "HTTP_RANGE": [
        "bytes=99999999999-",
        "bytes=-",
        "bytes=5-1,9-x",
        "bits=1",
        "bytes=" + "0-0," * 500,
    ],
    "HTTP_IF_NONE_MATCH": ["*", '"', 'W/"', "x" * 5_000, '"a", , ,"b'],
    "HTTP_IF_MODIFIED_SINCE": ["yesterday", "Thu, 01 Jan 99999 00:00:00 GMT", "9" * 400],
    "HTTP_IF_RANGE": ["x", '"'],
    "HTTP_ACCEPT_LANGUAGE": ["*;q=NaN", "vi;q=1e999,en;q=-1", "x" * 5_000, ",;,=", "zz-\xff"],
    "HTTP_ACCEPT_ENCODING": ["gzip;q=NaN", "*;q=x", "\xff", "gzip, " * 500],
    "HTTP_ACCEPT": ["*/*;q=1e999", "\xff/\xff", "a/b;c"],
    "HTTP_HOST": [
        "evil.example",
        "",
        "a b",
        "[::1",
        "x" * 3_000,
        "localhost:99999999",
        "\xff",
        "a/b",
    ],
    "HTTP_ORIGIN": ["http://[", "null", "\xff", "http://" + "x" * 3_000, "http://localhost:port"],
    "HTTP_REFERER": ["http://[", "\xff", "//localhost//evil.example", "http://localhost:x/"],
    "HTTP_SEC_FETCH_SITE": ["\xff", "cross-site"],
    "HTTP_USER_AGENT": ["x" * 5_000, "\xff"],
    "HTTP_AUTHORIZATION": ["Basic", "Basic \xff", "Bearer " + "x" * 5_000, "Digest a=b,"],
    "HTTP_X_FORWARDED_FOR": ["x" * 3_000, "\xff, 1.1.1.1"],
    "HTTP_X_FORWARDED_HOST": ["evil.example"],
    "HTTP_COOKIE": ["\xff=\xff", ";;;=", "who", "a=b; " * 1_000, 'basket="\\777"; who="\\"'],
    "CONTENT_LENGTH": ["", "abc", "-5", "9" * 30, "1.5"],
    "REMOTE_ADDR": ["", "x" * 500],
}
METHODS = ("PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "HEAD", "FROB", "get", "POST", "GET")
