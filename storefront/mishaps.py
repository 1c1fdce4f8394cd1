"""What befell us beneath the market: a database or a disk that is held, away or full. Whoever asked
did nothing wrong, and may come again soon."""

from __future__ import annotations

import enum
import errno

from sqlalchemy.exc import DisconnectionError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoLineFree


class Mishap(enum.StrEnum):
    HELD = "held"
    """Somebody else has what we need, for longer than anybody should wait."""
    AWAY = "away"
    FULL = "full"


def of(error: BaseException) -> Mishap | None:
    """Nothing when it is a fault of ours."""
    if isinstance(error, NoLineFree):
        return Mishap.HELD
    if isinstance(error, DisconnectionError):
        return Mishap.AWAY
    if isinstance(error, OSError):
        return _OF_DISK.get(error.errno or 0)
    told = getattr(error, "orig", None) if isinstance(error, SQLAlchemyError) else error
    return _of_driver(told) if told is not None else None


def _of_driver(error: BaseException) -> Mishap | None:
    """Drivers are known by what their errors carry: none of them need be there."""
    module = type(error).__module__.partition(".")[0]
    if module in ("sqlite3", "pysqlite3"):
        said = str(error)
        return next((kind for words, kind in _OF_SQLITE.items() if words in said), None)
    return _of_postgresql(error) if module == "psycopg" else None


def _of_postgresql(error: BaseException) -> Mishap | None:
    state = getattr(error, "sqlstate", None)
    if state is None:  # the line broke, or never came to be
        return Mishap.AWAY if type(error).__name__ in ("OperationalError", *_TIMEOUTS) else None
    return next((kind for begins, kind in _OF_STATES.items() if state.startswith(begins)), None)


_TIMEOUTS = ("ConnectionTimeout", "PoolTimeout")
_OF_STATES = {
    "55P03": Mishap.HELD,  # a lock that was waited for
    "40P01": Mishap.HELD,  # two who waited for each other
    "40001": Mishap.HELD,
    "57014": Mishap.HELD,  # a question that took too long
    "53100": Mishap.FULL,
    "53": Mishap.AWAY,  # no memory, no line left
    "57P": Mishap.AWAY,  # it is being stopped or started
    "58": Mishap.AWAY,  # its disk fails
    "08": Mishap.AWAY,
    "25006": Mishap.AWAY,  # we hold a line to what is a replica now
}
"""By the beginnings of SQLSTATE, the more special first."""
_OF_SQLITE = {
    "is locked": Mishap.HELD,
    "disk is full": Mishap.FULL,
    "disk I/O error": Mishap.AWAY,
    "unable to open database": Mishap.AWAY,
    "readonly database": Mishap.AWAY,
}
_OF_DISK = {
    errno.ENOSPC: Mishap.FULL,
    errno.EDQUOT: Mishap.FULL,
    errno.EIO: Mishap.AWAY,
    errno.EROFS: Mishap.AWAY,
}
