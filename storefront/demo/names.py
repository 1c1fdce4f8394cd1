"""How people and villages of Lạng Sơn are called. Every bearer here is invented."""

from __future__ import annotations

from dataclasses import dataclass

from storefront.demo.chance import Chance

ELDER_BEFORE = 1970
"""Born earlier, one is ông or bà; later, anh or chị."""


@dataclass(frozen=True, slots=True)
class People:
    families: tuple[str, ...]
    women: tuple[str, ...]
    """Names given after the family name, to those born before and since 1970."""
    young_women: tuple[str, ...]
    men: tuple[str, ...]
    young_men: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


_YOUNG_WOMEN = _words(
    "Thị Hạnh, Thị Mai, Thu Trang, Thị Hương, Thị Huyền, Thị Diệp, Thu Thảo, Thị Hiền, Bích Ngọc, "
    "Thị Lan, Thị Yến, Thị Loan, Thị Nga, Hồng Nhung, Thị Dung, Thị Thoa, Thị Quyên, Thị Duyên, "
    "Thị Ngân, Thị Thủy, Kim Anh, Thị Oanh, Thị Phượng, Thị Luyến, Thị Nhung, Minh Nguyệt"
)
_YOUNG_MEN = _words(
    "Văn Tài, Văn Quang, Văn Đức, Văn Hiệu, Hữu Bình, Văn Thắng, Văn Tuấn, Văn Hùng, Tiến Dũng, "
    "Văn Nam, Văn Phúc, Văn Chiến, Văn Hưng, Đức Mạnh, Văn Toàn, Văn Hậu, Văn Trường, Văn Lâm, "
    "Văn Điệp, Văn Khánh, Quốc Việt, Văn Thiện, Văn Duy, Văn Bằng, Văn Cường, Văn Tiến"
)

TAY = People(
    _words("Hoàng, Nông, Lương, Vi, Hứa, Lộc, Bế, Ma, Dương, La, Đàm, Lý"),
    _words(
        "Thị Nhình, Thị Sao, Thị Mến, Thị Vén, Thị Bích, Thị Thơm, Thị Nhạn, Thị Kiềm, Thị Ẻn, "
        "Thị Đào, Thị Liễu, Thị Niềm, Thị Pín, Thị Hồi, Thị Lường, Thị Vui, Thị Tươi, Thị Chanh"
    ),
    _YOUNG_WOMEN,
    _words(
        "Văn Sính, Văn Kinh, Văn Cắm, Văn Sơn, Văn Tặng, Văn Khoa, Văn Bảo, Văn Rèn, Đình Lợi, "
        "Văn Thụ, Văn Pẩu, Văn Lương, Văn Thạch, Văn Hoan, Đình Chương, Văn Bế, Văn Nhuận"
    ),
    _YOUNG_MEN,
)
NUNG = People(
    _words("Nông, Hoàng, Lâm, Vi, Lương, Chu, Phùng, Lăng, Mông, Lành, Linh, Triệu"),
    _words(
        "Thị Lả, Thị Dín, Thị Mây, Thị Slao, Thị Páo, Thị Nhính, Thị Pàng, Thị Lình, Thị Cói, "
        "Thị Nhàn, Thị Sầm, Thị Khươi, Thị Mỷ, Thị Dung, Thị Chắp, Thị Phương, Thị Lâm, Thị Sỉnh"
    ),
    _YOUNG_WOMEN,
    _words(
        "Văn Ón, Văn Coóng, Văn Sinh, Văn Khìn, Văn Slí, Văn Phón, Văn Chắn, Văn Lìn, Văn Dỉ, "
        "Văn Sáy, Văn Làn, Văn Hộ, Văn Mằn, Văn Chài, Văn Thoòng, Văn Quẩy, Văn Lẻn"
    ),
    _YOUNG_MEN,
)
DAO = People(
    _words("Triệu, Đặng, Bàn, Lý, Dương, Phùng, Chíu"),
    _words("Mùi Pham, Mùi Nhậy, Mùi Khé, Mùi Coi, Tả Mẩy, Mùi Sênh"),
    _words("Mùi Nái, Mùi Chiêm, Thị Mẩy, Mùi Phin, Thị Hoa, Mùi Lai"),
    _words("Tòn Chiêm, Chằn Phin, Sành Phúc, Tòn Sinh, Phúc Kiềm, Dào Nhàn"),
    _words("Văn Páo, Văn Phin, Chằn Phúc, Văn Quan, Tiến Kinh, Văn Lai"),
)
KINH = People(
    _words("Nguyễn, Trần, Phạm, Lê, Vũ, Đỗ, Bùi, Ngô"),
    _words("Thị Lý, Thị Tuyết, Thị Hòa, Thị Thanh, Thị Minh, Thị Xuân, Thị Hà"),
    _YOUNG_WOMEN,
    _words("Văn Thành, Văn Hải, Đình Thọ, Văn Vinh, Văn Bính, Quốc Khánh"),
    _YOUNG_MEN,
)

_SHARES = {NUNG: 43, TAY: 36, KINH: 16, DAO: 5}
_PEOPLES, _WEIGHTS = tuple(_SHARES), tuple(_SHARES.values())


@dataclass(frozen=True, slots=True)
class Name:
    full: str
    honorific: str

    @property
    def given(self) -> str:
        return self.full.rpartition(" ")[2]


def a_villager(chance: Chance, *, born: int) -> Name:
    return _named(chance.weighed(_PEOPLES, _WEIGHTS), chance, born=born)


def a_buyer(chance: Chance) -> str:
    """Mostly from the delta, as most buyers are."""
    people = KINH if chance.of(0.8) else TAY
    return _named(people, chance, born=chance.between(1965, 2003)).full


def _named(people: People, chance: Chance, *, born: int) -> Name:
    elder, woman = born < ELDER_BEFORE, chance.of(0.58)
    if woman:
        given = chance.pick(people.women if elder else people.young_women)
    else:
        given = chance.pick(people.men if elder else people.young_men)
    return Name(f"{chance.pick(people.families)} {given}", honorific(elder=elder, woman=woman))


def honorific(*, elder: bool, woman: bool) -> str:
    if elder:
        return "bà" if woman else "ông"
    return "chị" if woman else "anh"


_FRONT = _words("Nà, Khuổi, Pò, Lũng, Kéo, Pá, Còn, Đồng, Bó, Phai, Cốc, Tà")
_BACK = _words(
    "Lìa, Cấp, Mò, Phiêng, Slảng, Háng, Tàu, Pục, Deng, Luông, Noọc, Lầy, Cưởm, Chuông, Toòng, "
    "Sla, Mạ, Vài, Nưa, Tát, Mèo, Lọong, Khoang, Pheo, Danh, Rọ, Mu, Cáy, Sèn, Lĩnh"
)


def village_names(chance: Chance, size: int) -> list[str]:
    """Different names for the villages of one commune."""
    return chance.sample([f"{front} {back}" for front in _FRONT for back in _BACK], size)
