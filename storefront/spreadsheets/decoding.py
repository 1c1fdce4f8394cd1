"""Letters, in the encodings Vietnamese banks and Excel save them."""

import codecs
import unicodedata

from storefront.spreadsheets.unreadable import Reason, Unreadable

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def decoded(body: bytes) -> str:
    """Text in NFC. Raises Unreadable."""
    for encoding in _likely(body):
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return unicodedata.normalize("NFC", text)
    raise Unreadable(Reason.BROKEN)


def _likely(body: bytes) -> list[str]:
    marked = [encoding for mark, encoding in _MARKS.items() if body.startswith(mark)]
    if marked:
        return marked
    unmarked_wide = ["utf-16-le"] if body[1:2] == b"\0" else []
    return [*unmarked_wide, "utf-8", "cp1258"]
