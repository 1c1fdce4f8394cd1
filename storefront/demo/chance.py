"""Chance that comes out the same every time: same seed, same market."""

from __future__ import annotations

import math
import random
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from typing import TypeVar

from storefront.codes import ALPHABET, BODY, PREFIX, check_letter

T = TypeVar("T")

_GOLDEN = (math.sqrt(5) - 1) / 2


class Codes:
    """Codes in no visible order, none of them twice before all have come."""

    def __init__(self, length: int, *, start: float) -> None:
        self._length = length
        self._size = len(ALPHABET) ** length
        # Shares no factor with the size, a power of a prime, so strides meet every code once.
        self._stride = int(self._size * _GOLDEN) // len(ALPHABET) * len(ALPHABET) + 1
        self._last = int(self._size * start)

    def next(self) -> str:
        self._last = left = (self._last + self._stride) % self._size
        letters = []
        for _ in range(self._length):
            left, place = divmod(left, len(ALPHABET))
            letters.append(ALPHABET[place])
        return "".join(letters)


class Chance:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  a market for practice
        self.roll = self._random.random
        """A share between 0 and 1."""
        self._orders = self.codes(BODY)

    @property
    def source(self) -> random.Random:
        return self._random

    def of(self, share: float) -> bool:
        return self.roll() < share

    def below(self, end: int) -> int:
        return int(self.roll() * end)

    def between(self, lowest: int, highest: int) -> int:
        return lowest + int(self.roll() * (highest - lowest + 1))

    def pick(self, choices: Sequence[T]) -> T:
        return choices[int(self.roll() * len(choices))]

    def weighed(self, choices: Sequence[T], weights: Sequence[float]) -> T:
        return self._random.choices(choices, weights)[0]

    def sample(self, choices: Sequence[T], size: int) -> list[T]:
        return self._random.sample(choices, min(size, len(choices)))

    def spread(self, middle: float, width: float) -> float:
        """Mostly near the middle, now and then a multiple of it, never below zero."""
        return math.exp(math.log(middle) + self._random.gauss(0, width))

    def codes(self, length: int) -> Codes:
        return Codes(length, start=self.roll())

    def digits(self, length: int) -> str:
        return str(self.below(10**length)).zfill(length)

    def bytes(self, length: int) -> bytes:
        return self._random.randbytes(length)

    def secret(self) -> str:
        """As codes.secret() makes them, but known to whoever knows the seed."""
        return urlsafe_b64encode(self._random.randbytes(16)).rstrip(b"=").decode()

    def order_code(self) -> str:
        """Read aloud, typed and written in transfer notes: CB7K2M9Q4."""
        body = self._orders.next()
        return PREFIX + body + check_letter(body)
