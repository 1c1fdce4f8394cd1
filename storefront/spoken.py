"""Sums in words, as they are read aloud at a market stall."""

from collections.abc import Iterator

from storefront.money import Money

_DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
_SCALES = ("", " nghìn", " triệu")

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ENGLISH_SCALES = ("", " thousand", " million", " billion", " trillion")


def dong(amount: Money, language: str = "vi") -> str:
    """229000 as 'hai trăm hai mươi chín nghìn đồng'."""
    words, minus = (_english, "minus ") if language == "en" else (_vietnamese, "âm ")
    return f"{minus if amount.dong < 0 else ''}{words(abs(amount.dong))} đồng"


def _vietnamese(number: int) -> str:
    billions, rest = divmod(number, 10**9)
    # People count the billions first: một nghìn hai trăm tỷ.
    spoken = [f"{_vietnamese(billions)} tỷ"] if billions else []
    for group, scale in _groups(rest, _SCALES):
        spoken.append(_vietnamese_three(group, led=bool(spoken)) + scale)
    return " ".join(spoken) or _DIGITS[0]


def _vietnamese_three(number: int, *, led: bool) -> str:
    """`led`: something was said before, so that empty hundreds are said too."""
    hundreds, rest = divmod(number, 100)
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or led else []
    if rest:
        words.append(_vietnamese_two(rest, after_hundreds=bool(words)))
    return " ".join(words)


def _vietnamese_two(number: int, *, after_hundreds: bool) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return f"linh {_DIGITS[ones]}" if after_hundreds else _DIGITS[ones]
    word = {0: "", 1: "một" if tens == 1 else "mốt", 5: "lăm"}.get(ones, _DIGITS[ones])
    return f"{'mười' if tens == 1 else _DIGITS[tens] + ' mươi'} {word}".strip()


def _english(number: int) -> str:
    spoken: list[str] = []
    for group, scale in _groups(number, _ENGLISH_SCALES):
        spoken.append(_english_three(group, led=bool(spoken) and not scale) + scale)
    return " ".join(spoken) or _SMALL[0]


def _english_three(number: int, *, led: bool) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{_SMALL[hundreds]} hundred"] if hundreds else []
    if rest:
        words += ["and"] if hundreds or led else []
        words.append(_english_two(rest))
    return " ".join(words)


def _english_two(number: int) -> str:
    if number < 20:
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens - 2] + (f"-{_SMALL[ones]}" if ones else "")


def _groups(number: int, scales: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Three digits at a time with what they count, highest first; empty groups stay silent."""
    for place in range(len(scales) - 1, -1, -1):
        group = number // 1000**place % 1000
        if group:
            yield group, scales[place]
