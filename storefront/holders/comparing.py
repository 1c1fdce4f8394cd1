"""Whether two names are one person's. Pure: names are folded, as banks write no marks."""

from __future__ import annotations

from storefront import text
from storefront.holders.models import Outcome


def compare(told: str, *, holder: str, keeper: str) -> Outcome:
    """What the bank says against the holder that was written down, who should be the keeper."""
    there, here = text.fold(told).split(), text.fold(holder).split()
    if there == here:
        return Outcome.SAME if here == text.fold(keeper).split() else Outcome.NEAR
    return Outcome.NEAR if _are_near(there, here) else Outcome.OTHER


def _are_near(there: list[str], here: list[str]) -> bool:
    """The same words in another order, one of them left out, or one letter in one of them."""
    shorter, longer = sorted((there, here), key=len)
    if len(shorter) < 2:
        return False
    if set(shorter) <= set(longer) and len(longer) - len(shorter) <= 1:
        return True
    differ = [pair for pair in zip(there, here, strict=False) if pair[0] != pair[1]]
    return len(there) == len(here) and len(differ) == 1 and _one_letter(*differ[0])


def _one_letter(one: str, other: str) -> bool:
    """Put in, left out, or another."""
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    at = next((nth for nth, it in enumerate(shorter) if it != longer[nth]), len(shorter))
    return shorter[at + (len(shorter) == len(longer)) :] == longer[at + 1 :]
