"""Vietnamese as people type it: tidied for keeping, folded for finding."""

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff]"
)
_SPACES = re.compile(r"[^\S\n]+")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_WORD = re.compile(r"[\w\u0300-\u036f]+")
_ID_NUMBER = re.compile(r"(?<!\d)(?:\d[ .\u00a0-]{0,2}){11}\d(?!\d)")
_RUN = re.compile(r"\d(?:[ .,/_\u00a0-]{0,3}\d)*|(?<!\d)\d{9}(?!\d)")
_TONE_INSIDE = re.compile("([\u0300\u0301\u0303\u0309\u0323])([^ \u0300\u0301\u0303\u0309\u0323]+)")


def tidy(text: str) -> str:
    """NFC, without control, bidi or zero-width characters, spaces run together.

    Raises ValueError on a lone surrogate, which no keyboard types.
    """
    if text.isascii() and text.isprintable():
        return _SPACES.sub(" ", text).strip()
    text.encode("utf-8")
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def fold(text: str) -> str:
    """Lower case ASCII words: 'Hoà Bình' and 'Hòa Bình' both give 'hoa binh'.

    SQLite's and PostgreSQL's own folding leave đ alone, so we fold before storing.
    """
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    marks_apart = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(letter for letter in marks_apart if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", bare).strip()


def spelling(text: str) -> str:
    """Lower case words with their marks: 'Hoà' and 'Hòa' are alike, 'Hoa' is another.

    The tone mark moves to the end of its word, since people do not agree on where it sits.
    """
    if text.isascii():
        return " ".join(_WORD.findall(text.lower()))
    words = " ".join(_WORD.findall(unicodedata.normalize("NFD", text.lower())))
    return unicodedata.normalize("NFC", _TONE_INSIDE.sub(r"\2\1", words))


def holds_id_number(text: str) -> bool:
    """Whether twelve digits stand in it, as on an identity card, however they are set apart."""
    return _ID_NUMBER.search(text) is not None


def holds_any_id_number(text: str) -> bool:
    """The same, and nine digits as on the identity cards before: for words about a person, where
    no other long number has anything to seek. Telephone numbers have ten."""
    runs = (len(re.sub(r"\D", "", it)) for it in _RUN.findall(text))
    return holds_id_number(text) or any(digits in (9, 12) for digits in runs)


def slug(text: str) -> str:
    """What a name looks like in an address."""
    return fold(text).replace(" ", "-")
