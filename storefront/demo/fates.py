"""What becomes of orders: most are paid, sent and liked; some are not, as in life.

Each story names a moment before it lets something happen then. Whoever listens stops at now, and
so the latest orders are still open.
"""

from __future__ import annotations

from collections.abc import Iterator

from storefront.demo.chance import Chance
from storefront.demo.dealing import Deal, Dealing
from storefront.demo.paying import Paying
from storefront.demo.rows import DAY, HOUR, MINUTE, TO_VILLAGE

BY_KEEPER = 0.55
"""How often keepers press themselves, and not their team for them."""
BY_BANK = 0.62
"""How often the bank tells us of a transfer before the keeper does."""
_CANNOT = ("Mưa to không hái được", "Hết hàng rồi, nhà xin lỗi", "Quả chưa chín kịp")
_MORNING, _EVENING = 6 * HOUR, 20 * HOUR

Story = Iterator[int]


class Fates:
    def __init__(self, dealing: Dealing, paying: Paying, now: int, chance: Chance) -> None:
        self._dealing, self._paying, self._now, self._chance = dealing, paying, now, chance

    def live(self, deal: Deal) -> None:
        """Let happen what has happened by now."""
        self._dealing.place(deal)
        for at in self._transfer(deal) if deal.by_qr else self._cash(deal):
            if at >= self._now:
                break
        self._dealing.close(deal)

    def _transfer(self, deal: Deal) -> Story:
        fate = self._chance.roll()
        if fate < 0.04:
            yield from self._forgotten(deal, pays_late=fate < 0.003)
        elif fate < 0.055:
            yield from self._given_up(deal)
        else:
            yield from self._paid(deal)
            if deal.paid < deal.goods:
                yield from self._called_off(deal, deal.placed + self._some(2, 4, DAY))
            else:
                yield from self._handed_on(deal)

    def _cash(self, deal: Deal) -> Story:
        fate = self._chance.roll()
        if fate < 0.03:
            yield from self._forgotten(deal, pays_late=False)
        elif fate < 0.055:
            yield from self._given_up(deal)
        else:
            yield from self._handed_on(deal)

    def _forgotten(self, deal: Deal, *, pays_late: bool) -> Story:
        at = deal.hold_until + self._some(1, 20)
        yield at
        self._dealing.expire(deal, at)
        if pays_late:
            at += self._some(5, 240)
            yield at
            self._paying.bank_said(deal, deal.goods, at)
            yield from self._given_back(deal, at + DAY)

    def _given_up(self, deal: Deal) -> Story:
        at = deal.placed + self._some(1, 6)
        yield at
        self._dealing.cancel(deal, None, None, at)

    def _paid(self, deal: Deal) -> Story:
        at = deal.placed + self._some(1, 26)
        yield at
        if self._chance.of(BY_BANK):
            self._paying.bank_said(deal, self._amount(deal.goods), at)
        else:
            self._paying.keeper_said(deal, self._who(deal), at, cash=False)

    def _amount(self, goods: int) -> int:
        """Mostly the sum; now and then a slip of the thumb."""
        fate = self._chance.roll()
        if fate < 0.012 and goods > 20_000:
            return goods - self._chance.between(1, 9) * 1_000
        if fate < 0.02:
            return goods + self._chance.between(1, 20) * 1_000
        return goods

    def _handed_on(self, deal: Deal) -> Story:
        at = self._awake(deal.placed + self._some(30, 14 * 60))
        yield at
        self._dealing.confirm(deal, self._who(deal), at)
        if self._chance.of(0.012):
            yield from self._called_off(deal, self._awake(at + self._some(2, 20, HOUR)))
            return
        if not deal.fetched:
            at = self._awake(at + self._some(2, 30, HOUR))
            yield at
            self._dealing.send(deal, self._who(deal), at)
        at = self._awake(at + self._some(8, 60, HOUR))
        yield at
        if not deal.by_qr:
            self._paying.keeper_said(deal, self._who(deal), at, cash=True)
        self._dealing.hand_over(deal, self._who(deal), at)
        yield from self._afterwards(deal, self._awake(at + self._some(1, 3, DAY)))

    def _afterwards(self, deal: Deal, at: int) -> Story:
        """Some get back what they paid too much, and a few something for bruised fruit."""
        over = deal.paid - deal.goods
        bruised = deal.goods // 4 // 1_000 * 1_000 if self._chance.of(0.009) else 0
        if over + bruised > 0:
            yield at
            self._paying.refund(deal, over + bruised, self._who(deal), at)

    def _called_off(self, deal: Deal, at: int) -> Story:
        yield at
        self._dealing.cancel(deal, self._who(deal), self._chance.pick(_CANNOT), at)
        yield from self._given_back(deal, at + self._some(1, 20, HOUR))

    def _given_back(self, deal: Deal, at: int) -> Story:
        """Most of the time: some of it waits for somebody to act."""
        if deal.paid and self._chance.of(0.8):
            yield at
            self._paying.refund(deal, deal.paid, self._who(deal), at)

    def _who(self, deal: Deal) -> int:
        return deal.farm.keeper if self._chance.of(BY_KEEPER) else deal.farm.helper

    def _some(self, least: int, most: int, unit: int = MINUTE) -> int:
        return self._chance.between(least * unit, most * unit)

    def _awake(self, at: int) -> int:
        """Nobody packs at night."""
        clock = (at + TO_VILLAGE) % DAY
        if _MORNING <= clock < _EVENING:
            return at
        wait = _MORNING - clock if clock < _MORNING else DAY + _MORNING - clock
        return at + wait + self._chance.below(2 * HOUR)
