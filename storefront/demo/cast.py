"""The people a visitor may sign in as. All invented; their phones belong to nobody.

No operator has been given numbers that begin with 030, though they look like any other mobile.
"""

from __future__ import annotations

from dataclasses import dataclass

from storefront.accounts.permissions import Role

PASSWORD = "chobandemo"  # noqa: S105  printed on the practice sign-in page for everybody to read
PROVINCE = "20"
CHI_LANG, BAC_SON, MAU_SON = "06463", "06325", "06541"


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody of the demo market, with the words that introduce them."""

    phone: str
    name: str
    honorific: str
    birth_year: int
    role: Role | None
    """Nothing here means a keeper, who needs no posting."""
    place: str
    """Code of the province or commune they work in."""
    village: str | None
    says_vi: str
    says_en: str
    sells: tuple[str, ...] = ()
    """Names of goods, for keepers."""

    @property
    def spoken_phone(self) -> str:
        """As people read it out: 0300 000 001."""
        digits = "0" + self.phone.removeprefix("+84")
        return f"{digits[:4]} {digits[4:7]} {digits[7:]}"


CAST: tuple[Character, ...] = (
    Character(
        "+84300000001", "Lương Thu Hà", "chị", 1984, Role.PROVINCE_OFFICER, PROVINCE, None,
        "Cán bộ tỉnh, xem cả chiến dịch", "Provincial officer, sees the whole campaign",
    ),
    Character(
        "+84300000002", "Vi Văn Thắng", "anh", 1979, Role.COMMUNE_OFFICER, CHI_LANG, None,
        "Cán bộ xã Chi Lăng", "Officer of Chi Lăng commune",
    ),
    Character(
        "+84300000003", "Nông Văn Tài", "anh", 1986, Role.LEADER, CHI_LANG, "Nà Lìa",
        "Tổ trưởng bản Nà Lìa, mở gian hàng giúp bà con",
        "Team leader of Nà Lìa, opens shops for neighbours",
    ),
    Character(
        "+84300000004", "Dương Thị Mai", "chị", 1990, Role.LEADER, BAC_SON, "Quỳnh Sơn",
        "Tổ trưởng thôn Quỳnh Sơn", "Team leader of Quỳnh Sơn",
    ),
    Character(
        "+84300000005", "Lộc Thị Hạnh", "chị", 1999, Role.MEMBER, CHI_LANG, "Nà Lìa",
        "Thành viên tổ bản Nà Lìa", "Member of the Nà Lìa team",
    ),
    Character(
        "+84300000006", "Hoàng Thị Nhình", "bà", 1963, None, CHI_LANG, "Nà Lìa",
        "Chủ gian hàng na ở bản Nà Lìa", "Keeps a custard-apple shop in Nà Lìa",
        (
            "Na dai Chi Lăng loại 1 (2-3 quả/kg)", "Na dai Chi Lăng loại 2 (4-5 quả/kg)",
            "Na trái vụ Chi Lăng", "Tinh dầu hồi 50 ml", "Trứng gà ta",
        ),
    ),
    Character(
        "+84300000007", "Triệu Văn Páo", "anh", 1981, None, MAU_SON, "Khuổi Cấp",
        "Chủ gian hàng chè và chanh rừng ở Mẫu Sơn", "Keeps a tea and wild-lime shop on Mẫu Sơn",
        (
            "Chè Shan tuyết Mẫu Sơn gói 100 g", "Chanh rừng ngâm mật ong lọ 500 g",
            "Gà sáu ngón Mẫu Sơn", "Nấm hương khô gói 200 g",
        ),
    ),
    Character(
        "+84300000008", "Trần Minh Quân", "anh", 1992, Role.OPERATOR, PROVINCE, None,
        "Người vận hành máy chủ, đọc hộp tin nhắn", "Operator, reads the outbox",
    ),
)  # fmt: skip

KEEPERS = tuple(character for character in CAST if character.role is None)
