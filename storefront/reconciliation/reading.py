"""Reads a file that somebody got from their bank. Pure.

What kind of file it is, its first bytes tell; its name and what the browser calls it do not count.
"""

from storefront.reconciliation.readers import camt, delimited, mt940, xlsx
from storefront.reconciliation.readers.decoding import decoded
from storefront.reconciliation.statement import (
    LARGEST_FILE,
    MOST_LINES,
    Reason,
    Statement,
    Unreadable,
    tied,
)

_OLE, _ZIP, _PDF = b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"%PDF"
_PAGES = ("<html", "<!doctype", "<table", "<?xml")


def read(body: bytes) -> Statement:
    """Raises Unreadable. What is wrong with single rows is named in the statement's faults."""
    if not body.strip():
        raise Unreadable(Reason.EMPTY)
    if len(body) > LARGEST_FILE:
        raise Unreadable(Reason.TOO_LARGE)
    statement = _read(body)
    if len(statement.lines) > MOST_LINES:
        raise Unreadable(Reason.TOO_MANY)
    if not statement.lines and not statement.faults:
        raise Unreadable(Reason.EMPTY)
    return tied(statement)


def _read(body: bytes) -> Statement:
    if body.startswith(_OLE):
        raise Unreadable(Reason.OLD_EXCEL)
    if body.startswith(_PDF):
        raise Unreadable(Reason.PDF)
    if body.startswith(_ZIP):
        return xlsx.read(body)
    text = decoded(body)
    if camt.is_one(text):
        return camt.read(body)
    if text.lstrip()[:9].lower().startswith(_PAGES):  # a web page that calls itself .xls
        raise Unreadable(Reason.OLD_EXCEL)
    return mt940.read(text) if mt940.is_one(text) else delimited.read(text)
