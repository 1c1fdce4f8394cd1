"""How long a voice in an MP4 is, and that it is one: iPhones (m4a), Safari and Chrome as they
record in a page, older Androids (3gp). Its boxes are walked through; what its name or head says is
not believed. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

VOICES = (b"mp4a", b"Opus", b"samr", b"sawb", b"fLaC", b"alac")
_LARGE, _TO_THE_END = 1, 0
_MOST = 20_000
"""Boxes and samples looked at: far more than minutes have."""


class Box(NamedTuple):
    kind: bytes
    body: bytes


class _Track(NamedTuple):
    scale: int
    """Ticks of a second."""
    ticks: int
    """Of all samples its table names; none where they come in fragments."""


def seconds(content: bytes) -> float:
    """Raises ValueError or IndexError for what is no voice alone, or breaks off."""
    top = list(boxes(content))
    movie = _one(top, b"moov")
    track = _voice([it.body for it in boxes(movie) if it.kind == b"trak"])
    each = _usually(movie)
    pieces = [it for part in top if part.kind == b"moof" for it in boxes(part.body)]
    said = sum(_of_piece(it.body, each) for it in pieces if it.kind == b"traf")
    return (track.ticks + said) / track.scale


def boxes(content: bytes) -> Iterator[Box]:
    at = many = 0
    while at < len(content):
        many, size, kind, head = many + 1, _number(content, at, 4), content[at + 4 : at + 8], 8
        if size == _LARGE:
            size, head = _number(content, at + 8, 8), 16
        elif size == _TO_THE_END:
            size = len(content) - at
        if size < head or at + size > len(content) or many > _MOST:
            raise ValueError
        yield Box(kind, content[at + head : at + size])
        at += size


def _voice(tracks: list[bytes]) -> _Track:
    """One alone. A film is no voice."""
    (media,) = (_one(boxes(it), b"mdia") for it in tracks)
    if _one(boxes(media), b"hdlr")[8:12] != b"soun":
        raise ValueError
    table = list(boxes(_one(boxes(_one(boxes(media), b"minf")), b"stbl")))
    if _one(table, b"stsd")[12:16] not in VOICES:
        raise ValueError
    header = _one(boxes(media), b"mdhd")
    scale = _number(header, 20 if header[0] else 12, 4)
    return _Track(scale, _ticks(_one(table, b"stts")))


def _ticks(table: bytes) -> int:
    """How many samples, and how long each: in pairs."""
    pairs = _number(table, 4, 4)
    if pairs > _MOST:
        raise ValueError
    return sum(
        _number(table, 8 + 8 * nth, 4) * _number(table, 12 + 8 * nth, 4) for nth in range(pairs)
    )


def _usually(movie: bytes) -> int:
    """What a sample of a fragment takes, if nobody says otherwise."""
    extends = [it.body for it in boxes(movie) if it.kind == b"mvex"]
    each = [it.body for part in extends for it in boxes(part) if it.kind == b"trex"]
    return _number(each[0], 12, 4) if each else 0


def _of_piece(piece: bytes, each: int) -> int:
    parts = list(boxes(piece))
    header = _one(parts, b"tfhd")
    flags = _number(header, 1, 3)
    if flags & 0x8:
        each = _number(header, 8 + 8 * (flags & 1) + 4 * (flags >> 1 & 1), 4)
    return sum(_of_run(it.body, each) for it in parts if it.kind == b"trun")


def _of_run(run: bytes, each: int) -> int:
    """Samples in a row: as long as each says, where each says it."""
    flags, many = _number(run, 1, 3), _number(run, 4, 4)
    if not flags & 0x100:
        return many * each
    if many > _MOST:
        raise ValueError
    at = 8 + 4 * (flags & 1) + 4 * (flags >> 2 & 1)
    step = 4 * (flags >> 8 & 0xF).bit_count()
    return sum(_number(run, at + nth * step, 4) for nth in range(many))


def _one(some: Iterator[Box] | list[Box], kind: bytes) -> bytes:
    for it in some:
        if it.kind == kind:
            return it.body
    raise ValueError


def _number(content: bytes, at: int, many: int) -> int:
    part = content[at : at + many]
    if len(part) < many:
        raise IndexError(at)
    return int.from_bytes(part, "big")
