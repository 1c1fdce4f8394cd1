"""A voice for a market in which nobody speaks: somebody hums."""

from __future__ import annotations

import math
import struct

_RATE = 8_000
_LOW, _HIGH = 200, 250
"""Hertz that divide the rate: a tone is one wave again and again."""


def humming(*, seconds: int) -> bytes:
    """As a phone would record it, in WAV."""
    half = _RATE * seconds // 2
    sound = _tone(_LOW, half) + _tone(_HIGH, _RATE * seconds - half)
    head = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, _RATE, _RATE, 1, 8)
    body = b"WAVE" + head + struct.pack("<4sI", b"data", len(sound)) + sound
    return struct.pack("<4sI", b"RIFF", len(body)) + body


def _tone(hertz: int, samples: int) -> bytes:
    long = _RATE // hertz
    wave = bytes(128 + round(30 * math.sin(math.tau * place / long)) for place in range(long))
    return (wave * (samples // long + 1))[:samples]
