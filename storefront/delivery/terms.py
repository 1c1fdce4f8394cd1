"""Who bears what when goods do not arrive as they should. A version is followed, never changed.

An order keeps the version it was placed under. Each is written in both languages here, beside each
other, because a translation that moves would change what was promised.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from storefront.delivery.ways import COURIERS, FETCHED, Way


class Fault(enum.StrEnum):
    SELLER = "seller"
    """Wrong, bad or too little, or not sent."""
    CARRIER = "carrier"
    """Lost, late or broken on the way."""
    ABSENT = "absent"
    """Nobody took it."""


class Kind(enum.StrEnum):
    COURIER = "courier"
    COACH = "coach"
    HAND = "hand"
    """Carried by the village's runner."""
    COLLECT = "collect"
    """By a carrier whom the buyer pays."""
    FETCHED = "fetched"


def kind_of(way: Way) -> Kind:
    if way in COURIERS:
        return Kind.COURIER
    if way in FETCHED:
        return Kind.FETCHED
    return {Way.COACH: Kind.COACH, Way.RUNNER: Kind.HAND}.get(way, Kind.COLLECT)


Words = Mapping[str, str]
"""By language."""


@dataclass(frozen=True, slots=True)
class Terms:
    version: str
    from_day: date
    said: Mapping[Fault, Mapping[Kind, Words]]

    def of(self, way: Way, *, language: str) -> list[tuple[Fault, str]]:
        """What is said about a way, fault by fault."""
        kind = kind_of(way)
        return [(fault, _in(by_kind[kind], language)) for fault, by_kind in self.said.items()]


def _in(words: Words, language: str) -> str:
    return words.get(language) or words["vi"]


_SELLER = {
    "vi": "Nhà bán trả lại toàn bộ tiền hàng và tiền gửi, hoặc gửi lại nếu bạn muốn.",
    "en": "The household gives back goods and delivery in full, or sends again if you like.",
}
_COURIER_LATE = {
    "vi": "Nhà bán trả lại tiền hàng và tiền gửi cho bạn, rồi tự đòi bên chuyển phát.",
    "en": "The household gives back goods and delivery, and claims it from the courier itself.",
}
_COURIER_ABSENT = {
    "vi": "Hàng tươi không gửi lại được: không trả lại tiền hàng. Hàng khô được hoàn tiền hàng, "
    "trừ tiền gửi hai lượt.",
    "en": "Fresh goods cannot go twice: nothing is given back. For dry goods the price is, less "
    "delivery both ways.",
}
_COACH_LATE = {
    "vi": "Xe tới muộn hay làm hỏng, mất hàng: nhà bán và bạn mỗi bên chịu một nửa tiền hàng. "
    "Ảnh lúc gửi là bằng chứng.",
    "en": "If the coach is late, breaks or loses it, household and buyer bear half of the goods' "
    "price each. The photo of the hand-over is the proof.",
}
_COACH_ABSENT = {
    "vi": "Xe tới mà không ai ra nhận: bạn chịu tiền hàng và tiền gửi.",
    "en": "If nobody meets the coach, the buyer bears goods and delivery.",
}
_HAND_LATE = {
    "vi": "Nhà bán chịu: trả lại toàn bộ tiền hàng và tiền gửi.",
    "en": "The household bears it: goods and delivery are given back in full.",
}
_HAND_ABSENT = {
    "vi": "Người mang hàng gọi trước. Không ai nhận thì hàng quay về, bạn chịu tiền gửi.",
    "en": "The runner calls first. If nobody is there the goods go back, and you bear delivery.",
}
_COLLECT_LATE = {
    "vi": "Bạn chọn và trả tiền bên chở, nên bạn đòi bên chở. Nhà bán đưa giấy gửi và ảnh.",
    "en": "You pay the carrier, so the claim is yours. The household gives the papers and photo.",
}
_FETCHED_LATE = {
    "vi": "Hàng chưa sẵn đúng ngày hẹn: bạn hủy được, trả lại toàn bộ tiền.",
    "en": "If the goods are not ready on the day, you may cancel and get everything back.",
}
_FETCHED_ABSENT = {
    "vi": "Nhà bán giữ đến hết ngày hẹn. Sau đó hàng tươi bán cho người khác và trả lại bạn nửa "
    "tiền hàng.",
    "en": "Kept until the end of the day. Then fresh goods are sold to others and half of the "
    "price is given back.",
}

FIRST = Terms(
    "1",
    date(2026, 11, 1),
    {
        Fault.SELLER: dict.fromkeys(Kind, _SELLER),
        Fault.CARRIER: {
            Kind.COURIER: _COURIER_LATE,
            Kind.COACH: _COACH_LATE,
            Kind.HAND: _HAND_LATE,
            Kind.COLLECT: _COLLECT_LATE,
            Kind.FETCHED: _FETCHED_LATE,
        },
        Fault.ABSENT: {
            Kind.COURIER: _COURIER_ABSENT,
            Kind.COACH: _COACH_ABSENT,
            Kind.HAND: _HAND_ABSENT,
            Kind.COLLECT: _COURIER_ABSENT,
            Kind.FETCHED: _FETCHED_ABSENT,
        },
    },
)
VERSIONS: Mapping[str, Terms] = {it.version: it for it in (FIRST,)}
NOW = FIRST
"""What new orders are placed under."""
