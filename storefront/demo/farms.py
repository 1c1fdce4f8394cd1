"""What the market remembers of a household while it is being made."""

from __future__ import annotations

from dataclasses import dataclass, field

from storefront.demo.goods import Good
from storefront.demo.ground import Village
from storefront.demo.names import Name
from storefront.demo.people import Helpers


@dataclass(slots=True)
class Account:
    id: int
    bank_bin: str
    number: str
    holder: str
    declared: int
    declared_by: int
    received: int = 0
    """When money first came; nought while none has."""


@dataclass(slots=True)
class Ware:
    """A product, as far as orders need to know it."""

    id: int
    code: str
    good: Good
    price: int
    listed: int
    changed: int = 0
    """When it was last ordered."""

    @property
    def graded(self) -> tuple[str, str]:
        """Its name and its grade: Na dai Chi Lăng, loại 1 (2-3 quả/kg)."""
        name, grade, rest = self.good.name.partition(" loại ")
        return name, f"{grade}{rest}".strip()


@dataclass(slots=True)
class Farm:
    """A household and its shop."""

    id: int
    code: str
    keeper: int
    name: Name
    village: Village
    helpers: Helpers
    opened: int
    shop_id: int = 0
    shop_code: str = ""
    account: Account | None = None
    wares: list[Ware] = field(default_factory=list)
    has_orders: bool = False
    changed: int = 0
    met: tuple[str, str] | None = None
    """On which day somebody made sure who it is, and how."""
    met_at: int = 0

    @property
    def helper(self) -> int:
        return self.helpers.people[0]

    @property
    def shop_name(self) -> str:
        return f"Nhà {self.name.honorific} {self.name.given}"
