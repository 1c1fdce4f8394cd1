"""From where on something is looked at twice. Every number says why it is not lower or higher.

Set with the histories of the tuning seeds (`./dev prove screening --tuning`), judged with others.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    look_back_days: int = 200
    """Half a year: reports of a half-year are the longest that are still open to doubt."""

    helper_orders: int = 3
    """A helper buys honey from a neighbour now and then; three times within a month is a habit."""
    device_orders: int = 4
    """A keeper types in an order for somebody at the door; four in a month are not at the door."""
    payer_orders: int = 3
    """A namesake of the keeper's pays once or twice; three times in a month is no chance."""
    address_orders: int = 5
    """A lane of cousins orders together; five orders under several numbers to one door is rarer."""
    address_phones: int = 3
    word_only: float = 0.75
    """Share of orders whose money nobody but the house tells of. A shop for cash has such weeks."""
    month_days: int = 31

    ring_length: int = 4
    """Longer rings need so many who agree that somebody talks."""
    ring_days: int = 30
    ring_spread: float = 0.2
    """How far the sums of a ring may differ: goods differ in price, borrowed money does not."""

    burst_days: int = 5
    """Before the day figures are due."""
    burst_orders: int = 6
    """Fewer are neighbours who came by. Of 24 rushes eight leave five unseen, six leave one."""
    burst_times: float = 4.0
    """Against the shop's own usual days; a harvest brings three times as much."""
    burst_buyers: float = 0.5
    """Different buyers to orders: guests of a harvest are many, invented ones few."""

    shell_days: int = 30
    """A month in which nobody put a single thing on the stall."""
    shell_alongside: int = 4
    """One empty shop is a household that was busy; four from one hand are a quota."""
    shell_share: float = 0.5
    """How many of those opened by the same hand in the same days are empty."""

    name_likeness: float = 0.9
    """One letter of ten may be a slip of the pen."""
    birth_slip: int = 1
    """By the lunar calendar somebody born in January is a year older."""

    account_households: int = 3
    """Man and wife, mother and son: two shops paid on one account are a family."""

    photo_bits: int = 6
    """Of 64: a copy that was cropped, brightened or sent by messenger differs by up to so many."""
    photo_households: int = 3
    """Neighbours may photograph one tree; a third house with the same picture is a supply."""

    staff_orders: int = 3
    """Civil servants were asked to buy first: once or twice is leading by example."""
    round_step: int = 50_000
    round_share: float = 0.7
    """People who want goods pay odd sums at most prices; people who want a sum pay round ones."""

    scans: int = 6
    """Orders by QR that nobody ever paid. A bad line loses one or two."""
    scans_share: float = 0.7
    """Of that buyer's or browser's orders: who shops and sometimes gives up also pays sometimes."""

    dead_days: int = 100
    """About a season: between two crops of star anise the house still sells its stock."""
    revived_orders: int = 3
    revived_days: int = 14
    revived_buyers: float = 0.5

    overlap: float = 0.03
    """How near two months' sums must be to be the same sales told twice: a fee, a rounding."""

    price_times: float = 4.0
    """Prices swing two to three times between grades and years."""
    price_known: int = 5
    """With fewer shops selling the same there is no usual price."""


USUAL = Thresholds()
