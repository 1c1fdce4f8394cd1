"""Reads a file that somebody got from their bank. Pure."""

from storefront.reconciliation.readers import camt, mt940, tables
from storefront.reconciliation.statement import MOST_LINES, Statement, tied
from storefront.spreadsheets import delimited, kinds, xlsx
from storefront.spreadsheets.decoding import decoded
from storefront.spreadsheets.unreadable import Reason, Unreadable


def read(body: bytes) -> Statement:
    """Raises Unreadable. What is wrong with single rows is named in the statement's faults."""
    kinds.check(body)
    statement = _read(body)
    if len(statement.lines) > MOST_LINES:
        raise Unreadable(Reason.TOO_MANY)
    if not statement.lines and not statement.faults:
        raise Unreadable(Reason.EMPTY)
    return tied(statement)


def _read(body: bytes) -> Statement:
    if kinds.is_excel(body):
        return xlsx.read(body, tables.read)
    text = decoded(body)
    if camt.is_one(text):
        return camt.read(body)
    if kinds.is_page(text):
        raise Unreadable(Reason.OLD_EXCEL)
    return mt940.read(text) if mt940.is_one(text) else delimited.read(text, tables.read)
