"""What the law keeps from a market like this: words that stop goods, and what they rest on.

Read by words, so it is sometimes wrong: whoever lists the goods may say so; then a person looks.
Sources name what the rule rests on; a lawyer has the last word.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from storefront.text import fold, spelling

Word = tuple[str, str]
"""As folded, and as spelt."""


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    since: date
    source: str
    words: tuple[str, ...]
    but_not: tuple[str, ...] = ()
    """What holds such words and means something else."""


RULES = (
    Rule(
        "alcohol",
        date(2020, 1, 1),
        "Luật 44/2019/QH14; Nghị định 105/2017/NĐ-CP",
        ("rượu", "bia", "vodka", "whisky", "cocktail"),
        (
            "men rượu", "men nấu rượu", "làm rượu", "nấu rượu", "để ngâm rượu", "dùng ngâm rượu",
            "bình rượu", "chén rượu", "vò rượu", "bã rượu", "không rượu", "nhắm rượu", "uống rượu",
        ),
    ),
    Rule(
        "medicine",
        date(2018, 2, 2),
        "Luật 55/2010/QH12; Nghị định 15/2018/NĐ-CP, điều 27",
        (
            "chữa bệnh", "trị bệnh", "chữa khỏi", "khỏi bệnh", "đặc trị", "dứt điểm", "ung thư",
            "tiểu đường", "thuốc chữa", "thuốc trị", "chữa", "điều trị", "thay thuốc",
        ),
        ("sửa chữa", "bệnh cho cây", "phòng bệnh cho"),
    ),
    Rule(
        "wildlife",
        date(2018, 1, 1),
        "Bộ luật Hình sự 2015, điều 234 và 244; Nghị định 06/2019/NĐ-CP, 84/2021/NĐ-CP",
        (
            "tê tê", "ngà voi", "sừng tê giác", "mật gấu", "cao hổ", "cao khỉ", "thịt rừng",
            "thú rừng", "thịt thú rừng", "tay gấu", "hổ mang chúa", "rùa núi", "voọc", "khỉ",
        ),
        ("cây mật gấu", "lá mật gấu", "gỗ mật gấu"),
    ),
)  # fmt: skip


def found(*texts: str, on: date) -> Rule | None:
    """The first rule in force that these words touch."""
    said = _words(" . ".join(texts))
    return next((rule for rule in RULES if rule.since <= on and _touches(rule, said)), None)


def touches(rule: Rule, *texts: str) -> bool:
    """Whether these words touch a rule that is not the law's."""
    return _touches(rule, _words(" . ".join(texts)))


def digest(*texts: str) -> str:
    """Tells whether the words are still those that a person let pass."""
    return hashlib.sha256("\n".join(map(spelling, texts)).encode()).hexdigest()


def _touches(rule: Rule, said: list[Word]) -> bool:
    for phrase in map(_words, rule.but_not):
        said = _without(phrase, said)
    return any(_places(phrase, said) for phrase in map(_words, rule.words))


def _words(text: str) -> list[Word]:
    spelt = [word for part in text.split(".") for word in [*spelling(part).split(), "."]]
    return [(fold(word) or word, word) for word in spelt[:-1]]


def _without(phrase: list[Word], said: list[Word]) -> list[Word]:
    gone = {place + step for place in _places(phrase, said) for step in range(len(phrase))}
    return [(".", ".") if nth in gone else word for nth, word in enumerate(said)]


def _places(phrase: list[Word], said: list[Word]) -> list[int]:
    ends = range(len(said) - len(phrase) + 1)
    return [at for at in ends if _are_alike(phrase, said[at : at + len(phrase)])]


def _are_alike(phrase: Iterable[Word], said: Iterable[Word]) -> bool:
    """Typed with other marks it is another word (bìa đậu); without any it may be this one."""
    pairs = zip(phrase, said, strict=True)
    return all(mine[0] == its[0] and its[1] in mine for mine, its in pairs)
