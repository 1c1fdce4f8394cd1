"""What a counted row came of, in words.

The book of facts names each cause by a key, so that nothing is counted twice; files for auditors
hold the key, pages say what it means.
"""

import re
from collections.abc import Callable

from flask_babel import gettext as _

WORDS: tuple[tuple[re.Pattern[str], Callable[..., str]], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"household:.*", lambda: _("counted once for each household")),
        (r"\d+:from:.*", lambda: _("counts from this day on")),
        (r"\d+:until:.*", lambda: _("no longer counts")),
        (r"product:(?P<code>.+)", lambda code: _("goods %(code)s", code=code)),
        (r"shop:(?P<code>.+)", lambda code: _("shop %(code)s", code=code)),
        (r"buyer:(?P<number>\d+)", lambda number: _("buyer no. %(number)s", number=number)),
        (r"receipt:(?P<number>\d+)", lambda number: _("receipt no. %(number)s", number=number)),
        (r"(?P<number>\d+:\d+)", lambda number: _("entry %(number)s", number=number)),
    )
)


def cause(key: str | None) -> str:
    """A key that says nothing to anybody stays as it is."""
    for pattern, words in WORDS:
        if found := pattern.fullmatch(key or ""):
            return words(**found.groupdict())
    return key or "–"
