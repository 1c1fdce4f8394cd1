"""The dark and light modules of a QR code, quickly: every order's page draws one anew.

The library draws what all codes of one size share, once; the rest is a few large numbers. It would
take ten times as long for each code, and five times longer still to compare the eight masks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from operator import itemgetter
from typing import Literal

from qrcode import QRCode, base
from qrcode.constants import ERROR_CORRECT_M

MASK = 3
BYTES: Literal[4] = 4
"""The mode that can say everything."""


def modules(content: str) -> list[bytes]:
    """One row after the other, in the letters 1 (dark) and 0, at medium error correction."""
    said = content.encode()
    version = _smallest_for(len(said))
    ground = _ground(version)
    codewords = _with_corrections(_framed(said, version), version)
    laid = (int.from_bytes(codewords) << (ground.room - 8 * len(codewords))) ^ ground.mask
    flat = bytes(ground.spread(f"{laid:0{ground.room}b}01".encode()))
    return [flat[at : at + ground.side] for at in range(0, len(flat), ground.side)]


def _smallest_for(length: int) -> int:
    for version in range(1, 41):
        if _counted_in(version) + 4 + 8 * length <= 8 * sum(_blocks(version)):
            return version
    raise ValueError("too long for a QR code")


def _framed(said: bytes, version: int) -> bytes:
    """Mode, length, content, and what fills the room."""
    room = sum(_blocks(version))
    head = (BYTES << _counted_in(version)) | len(said)
    bits = 4 + _counted_in(version) + 8 * len(said)
    number = (head << 8 * len(said)) | int.from_bytes(said)
    used = -(-min(bits + 4, 8 * room) // 8)
    framed = (number << (8 * used - bits)).to_bytes(used)
    return framed + (b"\xec\x11" * room)[: room - used]


def _counted_in(version: int) -> int:
    """Bits that hold the length."""
    return 8 if version < 10 else 16


@cache
def _blocks(version: int) -> list[int]:
    """How many bytes of content stand in each block."""
    return [block.data_count for block in base.rs_blocks(version, ERROR_CORRECT_M)]


def _with_corrections(framed: bytes, version: int) -> bytes:
    """The blocks and their corrections, a byte of each in turn."""
    first = base.rs_blocks(version, ERROR_CORRECT_M)[0]
    count = first.total_count - first.data_count
    blocks, at = [], 0
    for size in _blocks(version):
        blocks.append(framed[at : at + size])
        at += size
    corrections = [_correction(block, count) for block in blocks]
    return _in_turn(blocks) + _in_turn(corrections)


def _in_turn(blocks: list[bytes]) -> bytes:
    return bytes(byte for turn in zip_longest(*blocks) for byte in turn if byte is not None)


def _correction(block: bytes, count: int) -> bytes:
    """Reed-Solomon: the remainder, kept as one number, a byte at a time."""
    steps, top, below = _steps(count), 8 * (count - 1), (1 << 8 * (count - 1)) - 1
    remainder = 0
    for byte in block:
        remainder = ((remainder & below) << 8) ^ steps[(remainder >> top) ^ byte]
    return remainder.to_bytes(count)


@cache
def _steps(count: int) -> list[int]:
    """What each byte adds to the remainder: the generator, times the byte."""
    generator = base.Polynomial([1], 0)
    for power in range(count):
        generator = generator * base.Polynomial([1, base.gexp(power)], 0)
    tail = [generator[place] for place in range(1, count + 1)]
    return [int.from_bytes(bytes(_times(factor, byte) for factor in tail)) for byte in range(256)]


def _times(one: int, other: int) -> int:
    return base.gexp(base.glog(one) + base.glog(other)) if one and other else 0


@dataclass(frozen=True, slots=True)
class _Ground:
    """What all codes of one size share."""

    side: int
    room: int
    """Modules there are for the content."""
    mask: int
    """Which of those are turned over."""
    spread: Callable[[bytes], tuple[int, ...]]
    """Takes those, then a light and a dark one; gives every module of the code in its place."""


@cache
def _ground(version: int) -> _Ground:
    code = _bare(version)
    side = code.modules_count
    order = [(row, column) for row, column in _zigzag(side) if code.modules[row][column] is None]
    mask = int("".join("1" if (row + column) % 3 == 0 else "0" for row, column in order), 2)
    fixed = [len(order) + bool(module) for row in code.modules for module in row]
    for number, (row, column) in enumerate(order):
        fixed[row * side + column] = number
    return _Ground(side, len(order), mask, itemgetter(*fixed))


def _bare(version: int) -> QRCode:  # type: ignore[type-arg]
    """The library's drawing before anything is said in it."""
    code = QRCode(version=version, error_correction=ERROR_CORRECT_M)
    side = code.modules_count = version * 4 + 17
    code.modules = [[None] * side for _row in range(side)]
    for row, column in ((0, 0), (side - 7, 0), (0, side - 7)):
        code.setup_position_probe_pattern(row, column)
    code.setup_position_adjust_pattern()
    code.setup_timing_pattern()
    code.setup_type_info(False, MASK)
    if version >= 7:
        code.setup_type_number(False)
    return code


def _zigzag(side: int) -> list[tuple[int, int]]:
    """Two columns at a time from the right, up and down, around the timing column."""
    path: list[tuple[int, int]] = []
    rights = [right if right > 6 else right - 1 for right in range(side - 1, 0, -2)]
    for turn, right in enumerate(rights):
        rows = range(side - 1, -1, -1) if turn % 2 == 0 else range(side)
        path += [(row, column) for row in rows for column in (right, right - 1)]
    return path
