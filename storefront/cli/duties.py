"""What the worker does: jobs that deeds asked for, and duties that come round.

Each opens its own `deed()`, and may be done again after a crash: it must bear being done twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from storefront.campaign import folding


class Handler(Protocol):
    def __call__(self, payload: dict[str, Any], /, *, at: datetime) -> None: ...


class Routine(Protocol):
    def __call__(self, *, at: datetime) -> object: ...


@dataclass(frozen=True, slots=True)
class Duty:
    name: str
    every: timedelta
    do: Routine


HANDLERS: dict[str, Handler] = {}
"""By the kind of job."""

DUTIES: tuple[Duty, ...] = (Duty("fold facts into sums", timedelta(seconds=2), folding.fold_all),)
