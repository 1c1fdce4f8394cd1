"""What words about goods may not hold: telephone numbers, addresses of the web, insults.

Marks are not asked for: "mat day" is read as what it may be, "mạt dày" is not.
"""

from __future__ import annotations

import enum
import re
from datetime import date

from storefront import text
from storefront.shops import restricted
from storefront.shops.restricted import Rule

LONGEST = 600
_NUMBER = re.compile(r"(?:\+?84|0)(?:[\s.\-]?\d){8,9}(?!\d)")
_LINK = re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|vn|net|org|info|shop|me|top|xyz)\b")
_INSULTS = Rule(
    "insult",
    date(2026, 1, 1),
    "quy tắc của chợ",
    (
        "khốn nạn", "mất dạy", "thằng chó", "đồ súc vật", "đồ ngu", "ngu như bò", "địt mẹ",
        "đụ mẹ", "đù má", "vãi lồn", "con đĩ", "chó chết", "đồ rác rưởi",
    ),
)  # fmt: skip


class Bad(enum.StrEnum):
    NUMBER = "number"
    LINK = "link"
    INSULT = "insult"


def found(words: str) -> Bad | None:
    said = text.tidy(words).lower()
    if _NUMBER.search(said):
        return Bad.NUMBER
    if _LINK.search(said):
        return Bad.LINK
    return Bad.INSULT if restricted.touches(_INSULTS, said) else None
