"""What the rules look at: one household's shop and trade, gathered, without any database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from storefront.facts.models import Indicator
from storefront.screening.models import Scheme


@dataclass(frozen=True, slots=True)
class Sold:
    """A line of an order."""

    product: str
    name: str
    unit: str
    price: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Sale:
    code: str
    at: datetime
    day: date
    goods: int
    phone: str
    buyer: str = ""
    address: str = ""
    """Folded."""
    paid: int = 0
    by_qr: bool = False
    was_told: bool = False
    """A bank, a statement or a gateway told of the money."""
    has_ended: bool = False
    """Cancelled or run out of time."""
    pressed_by: frozenset[int] = frozenset()
    """Who said for the household that it was handed over or paid."""
    marks: frozenset[str] = frozenset()
    """Of the browser it was ordered with."""
    by_hand: bool = False
    """The house or a helper entered it, for a buyer who called."""
    payers: frozenset[str] = frozenset()
    """Names, folded, and account numbers: who paid, as a bank's statement says, or where the buyer
    wanted money back."""
    lines: tuple[Sold, ...] = ()

    @property
    def is_word_only(self) -> bool:
        """Money that came, and only somebody of the house or the team says so."""
        return self.paid > 0 and not self.was_told


@dataclass(frozen=True, slots=True)
class Ware:
    code: str
    name: str
    unit: str
    price: int
    stock: int
    shown: bool
    listed_on: date
    photo: int | None = None


@dataclass(frozen=True, slots=True)
class Other:
    """Another household that shares something with this one."""

    id: int
    name: str
    """Folded."""
    birth_year: int | None
    village_id: int
    account: str = ""
    registered_by: int = 0


@dataclass(frozen=True, slots=True)
class PhotoUse:
    """A picture like one of ours in another household's shop."""

    ware: str
    """Ours."""
    photo: int
    household_id: int
    village_id: int
    opened_by: int
    name: str
    """What they sell with it, folded."""
    differs: int
    """Bits of 64; 0 is the same picture."""
    listed_on: date


@dataclass(frozen=True, slots=True)
class Trade:
    """A keeper of one household bought from another."""

    code: str
    buyer: int
    seller: int
    amount: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Import:
    """What another platform said this household sold."""

    platform: str
    since: date
    until: date
    orders: int
    revenue: int


@dataclass(frozen=True, slots=True)
class Market:
    """What is usual, and when figures are due."""

    prices: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    """Middle price and how many, by folded name and unit."""
    deadlines: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Dossier:
    household_id: int
    today: date
    keeper_id: int
    keeper_phone: str
    name: str
    """Folded."""
    birth_year: int | None
    village_id: int
    opened_on: date | None = None
    opened_by: int = 0
    registered_by: int = 0
    helpers: Mapping[str, int] = field(default_factory=dict)
    """Team members and whoever opened the shop: phone and person."""
    own_marks: frozenset[str] = frozenset()
    """Browsers in which the keeper or a helper has signed in."""
    own_accounts: frozenset[str] = frozenset()
    """Numbers of every account the keeper has ever declared."""
    helper_accounts: frozenset[str] = frozenset()
    """The same of those helpers who keep a shop themselves."""
    staff: frozenset[str] = frozenset()
    """Phones among the buyers that belong to somebody posted anywhere."""
    sales: tuple[Sale, ...] = ()
    """Of the time the screen looks back, the oldest first."""
    wares: tuple[Ware, ...] = ()
    account: str = ""
    """Bank and number of the account buyers are told."""
    holder: str = ""
    """Folded."""
    same_account: tuple[Other, ...] = ()
    near: tuple[Other, ...] = ()
    photo_uses: tuple[PhotoUse, ...] = ()
    opened_alongside: tuple[int, int] = (0, 0)
    """How many shops the same person opened within days of this one, and how many are empty."""
    trades: tuple[Trade, ...] = ()
    """Keepers buying from each other around this household."""
    last_before: date | None = None
    """The last sale before the time looked back at."""
    imports: tuple[Import, ...] = ()
    market: Market = Market()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule noticed, and what of it should wait."""

    scheme: Scheme
    key: str
    """What exactly, short; with the household it names the suspect."""
    evidence: Mapping[str, object]
    orders: frozenset[str] = frozenset()
    """Codes of orders to hold out."""
    wares: frozenset[str] = frozenset()
    """Codes of products to hold out."""
    indicators: frozenset[Indicator] = frozenset()
    """What of the household itself to hold out."""
    is_everything: bool = False
    """All of it: the household should not be there."""
