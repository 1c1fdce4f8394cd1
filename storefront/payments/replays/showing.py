"""A kept message as people may see it. Pure."""

from collections.abc import Mapping

SHOWN = 8
"""Letters of a signature: enough to compare two, too few to send one."""
SHORT = 16
"""What is no longer is a timestamp or the like."""


def masked(headers: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value if len(value) <= SHORT else f"{value[:SHOWN]}••••••"
        for name, value in headers.items()
    }


def readable(body: bytes) -> str:
    """Whatever was sent, as text that a page and a terminal can bear."""
    return "".join(map(_bearable, body.decode(errors="replace")))


def _bearable(letter: str) -> str:
    return letter if letter.isprintable() or letter in "\n\t" else "\N{REPLACEMENT CHARACTER}"
