"""What a phone recorded: known by what is in it, never by its name. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from storefront.talks import mp4
from storefront.talks.refusals import BadVoice, TooLong

LARGEST = 2 * 1024 * 1024
LONGEST = 120
"""Seconds."""


class Recording(NamedTuple):
    kind: str
    seconds: int
    content: bytes


def read(content: bytes, *, largest: int = LARGEST, longest: int = LONGEST) -> Recording:
    """Raises BadVoice, or TooLong."""
    if len(content) > largest:
        raise TooLong
    for is_it, kind, length in _KINDS:
        if is_it(content):
            seconds = _measured(content, length)
            if seconds > longest + 0.5:  # recorders stop a moment after they are told to
                raise TooLong
            return Recording(kind, max(round(seconds), 1), content)
    raise BadVoice


def _measured(content: bytes, length: Callable[[bytes], float]) -> float:
    try:
        seconds = length(content)
    except (IndexError, ZeroDivisionError, ValueError):
        raise BadVoice from None
    if seconds <= 0:
        raise BadVoice
    return seconds


def _number(content: bytes, at: int, many: int, *, little: bool = False) -> int:
    part = content[at : at + many]
    if len(part) < many:
        raise IndexError(at)
    return int.from_bytes(part, "little" if little else "big")


def _of_ogg(content: bytes) -> float:
    """Opus counts 48,000 a second; the last page says how many."""
    if b"OpusHead" not in content[:200]:
        raise ValueError
    return _number(content, content.rindex(b"OggS") + 6, 8, little=True) / 48_000


_AMR_FRAMES = (13, 14, 16, 18, 20, 21, 27, 32, 6)


def _of_amr(content: bytes) -> float:
    """Fifty frames a second, each as long as its first byte says."""
    at, frames = len(b"#!AMR\n"), 0
    while at < len(content):
        at += _AMR_FRAMES[content[at] >> 3 & 15]
        frames += 1
    return frames / 50


def _of_wav(content: bytes) -> float:
    if content[8:12] != b"WAVE":
        raise ValueError
    return (len(content) - 44) / _number(content, 28, 4, little=True)


_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)


def _of_aac(content: bytes) -> float:
    """Frame after frame of 1,024 samples."""
    at = frames = 0
    rate = _RATES[content[2] >> 2 & 15]
    while at < len(content):
        if not _is_aac(content[at : at + 2]):
            raise ValueError
        step = _number(content, at + 3, 3) >> 5 & 0x1FFF
        at += step if step else len(content)
        frames += 1
    return frames * 1024 / rate


def _is_aac(content: bytes) -> bool:
    return len(content) > 1 and content[0] == 0xFF and content[1] & 0xF6 == 0xF0


_BIT_RATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BIT_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


def _of_mp3(content: bytes) -> float:
    """As long as its first frame's rate makes it: recorders keep one rate."""
    at = 0
    if content[:3] == b"ID3":
        size = content[6:10]
        at = 10 + (size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3])
    if not _is_mp3(content[at : at + 2]):
        raise ValueError
    rates = _BIT_RATES if content[at + 1] & 0x08 else _BIT_RATES_2
    return (len(content) - at) / (rates[content[at + 2] >> 4] * 125)


def _is_mp3(content: bytes) -> bool:
    return len(content) > 1 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2


_INSIDE = frozenset({0x18538067, 0x1549A966, 0x1F43B675, 0xA0})
"""Segment, its information, clusters and groups of blocks: what holds what is looked for."""
_SCALE, _CLUSTER_AT, _BLOCKS = 0x2AD7B1, 0xE7, (0xA3, 0xA1)
_MOST_PARTS = 50_000


def _of_webm(content: bytes) -> float:
    """What browsers record: it says nowhere how long it is, but each block when it is heard."""
    if b"A_OPUS" not in content[:4096] or b"V_VP" in content[:4096]:
        raise ValueError
    at, scale, cluster, last = 0, 1_000_000, 0, 0
    for _part in range(_MOST_PARTS):
        if at >= len(content):
            return last * scale / 1_000_000_000
        kind, at = _vint(content, at, marked=True)
        size, at = _vint(content, at, marked=False)
        if kind == _SCALE:
            scale = _number(content, at, size)
        elif kind == _CLUSTER_AT:
            cluster = _number(content, at, size)
        elif kind in _BLOCKS:
            later = int.from_bytes(content[at + 1 : at + 3], "big", signed=True)
            last = max(last, cluster + later)
        at += 0 if kind in _INSIDE else size
    raise ValueError


def _vint(content: bytes, at: int, *, marked: bool) -> tuple[int, int]:
    """A number as long as its leading zeros say, and where it ends."""
    long = 9 - content[at].bit_length()
    if long > 8:
        raise ValueError
    value = _number(content, at, long)
    return value if marked else value & ((1 << 7 * long) - 1), at + long


_Kind = tuple[Callable[[bytes], bool], str, Callable[[bytes], float]]

_KINDS: tuple[_Kind, ...] = (
    (lambda it: it[4:8] == b"ftyp", "audio/mp4", mp4.seconds),
    (lambda it: it[:4] == b"OggS", "audio/ogg", _of_ogg),
    (lambda it: it[:4] == b"\x1aE\xdf\xa3", "audio/webm", _of_webm),
    (lambda it: it[:6] == b"#!AMR\n", "audio/amr", _of_amr),
    (lambda it: it[:4] == b"RIFF", "audio/wav", _of_wav),
    (_is_aac, "audio/aac", _of_aac),
    (lambda it: it[:3] == b"ID3" or _is_mp3(it), "audio/mpeg", _of_mp3),
)
