"""Garbage is looked for between requests, never in the middle of one.

Up to 3.11 Python looks for garbage whenever something is made, even inside its own machinery.
Workers that painted many pages at once died while it did (SIGSEGV), and no longer do; see docs/adr.
From 3.12 on it looks between steps only.
"""

import gc

ENOUGH = 10_000
"""More things made than thrown away, before it is worth looking."""
TIMES = 10
"""How often the young are looked through before those older are."""


def tidy() -> None:
    """Cheap when there is little: after every request, whoever made the garbage."""
    young, middle, old = gc.get_count()
    if young > ENOUGH:
        gc.collect(2 if old > TIMES else 1 if middle > TIMES else 0)
