"""camt.053: ISO 20022's statement, in any of its versions."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element, ParseError

from storefront.money import Money
from storefront.reconciliation.statement import (
    LONGEST_MEMO,
    LONGEST_REFERENCE,
    MOST_LINES,
    Fault,
    Line,
    Statement,
    Wrong,
)
from storefront.spreadsheets.cells import NotAValue, amount, day, words
from storefront.spreadsheets.unreadable import Reason, Unreadable

_NO_NAME = frozenset({"", "NOTPROVIDED", "NONREF"})


def is_one(text: str) -> bool:
    return text.lstrip().startswith("<") and "BkToCstmrStmt" in text[:4_000]


def read(body: bytes) -> Statement:
    statements = list(_all(_root(body), "BkToCstmrStmt/Stmt"))
    if len(statements) != 1:
        raise Unreadable(Reason.TOO_MANY if statements else Reason.EMPTY)
    it = statements[0]
    entries = [entry for entry in _all(it, "Ntry") if _status(entry) == "BOOK"]
    if len(entries) > MOST_LINES:
        raise Unreadable(Reason.TOO_MANY)
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, entry in enumerate(entries, start=1):
        try:
            lines += _lines(number, entry)
        except _Faulty as error:
            faults.append(Fault(number, error.what, error.cell))
    account = _say(it, "Acct/Id/Othr/Id") or _say(it, "Acct/Id/IBAN")
    opening, closing = (_balance(it, {kind, f"P{kind[1:]}"}) for kind in ("OPBD", "CLBD"))
    return Statement(account, tuple(lines), opening, closing, tuple(faults))


class _Faulty(Exception):
    def __init__(self, what: Wrong, cell: str) -> None:
        self.what, self.cell = what, cell[:60]


def _root(body: bytes) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise Unreadable(Reason.BROKEN) from error
    return root


def _lines(number: int, entry: Element) -> list[Line]:
    """A line an entry, or one for each transfer where the bank booked several as one sum."""
    whole = _sum(entry)
    on = _on(entry)
    details = list(_all(entry, "NtryDtls/TxDtls"))
    if len(details) > 1 and all(_one(it, "Amt") is not None for it in details):
        sums = [_sum(it, entry) for it in details]
        if Money.sum(sums) == whole:
            return [
                _line(number, on, moved, it, entry) for moved, it in zip(sums, details, strict=True)
            ]
    return [_line(number, on, whole, details[0] if details else entry, entry)]


def _line(number: int, on: str, moved: Money, detail: Element, entry: Element) -> Line:
    try:
        booked = day(on)
    except NotAValue:
        booked = None
    if booked is None:
        raise _Faulty(Wrong.DAY, on)
    memo = " ".join(_say(it, "") for it in _all(detail, "RmtInf/Ustrd"))
    payer = _say(detail, "RltdPties/Dbtr/Nm") or _say(detail, "RltdPties/Dbtr/Pty/Nm")
    return Line(
        row=number,
        day=booked,
        amount=moved,
        memo=words(memo or _say(entry, "AddtlNtryInf"), most=LONGEST_MEMO),
        reference=_reference(detail, entry),
        payer=payer[:120],
    )


def _reference(detail: Element, entry: Element) -> str:
    """The bank's own; that of a single transfer before that of the sum they were booked in."""
    for where, path in ((detail, "Refs/AcctSvcrRef"), (entry, "AcctSvcrRef"), (entry, "NtryRef")):
        said = _say(where, path)
        if said not in _NO_NAME:
            return said[:LONGEST_REFERENCE]
    return ""


def _sum(it: Element, entry: Element | None = None) -> Money:
    """With its sign. A detail without one has its entry's."""
    told = _one(it, "Amt")
    written = _say(it, "Amt")
    if told is None or not written:
        raise _Faulty(Wrong.NO_AMOUNT, "")
    if told.get("Ccy", "VND") != "VND":
        raise _Faulty(Wrong.CURRENCY, told.get("Ccy", ""))
    side = _say(it, "CdtDbtInd") or (_say(entry, "CdtDbtInd") if entry is not None else "")
    moved = _exactly(written)
    if side not in ("CRDT", "DBIT"):
        raise _Faulty(Wrong.AMOUNT, side)
    return moved if side == "CRDT" else -moved


def _exactly(written: str) -> Money:
    """XML numbers have a point before hundredths, and nothing between thousands."""
    try:
        moved = amount(Decimal(written))
    except (InvalidOperation, NotAValue) as error:
        raise _Faulty(Wrong.AMOUNT, written) from error
    assert moved is not None  # noqa: S101  a number is never an empty cell
    return moved


def _balance(it: Element, kinds: set[str]) -> Money | None:
    for balance in _all(it, "Bal"):
        if _say(balance, "Tp/CdOrPrtry/Cd") in kinds:
            try:
                return _sum(balance)
            except _Faulty:
                return None
    return None


def _status(entry: Element) -> str:
    """BOOK is money that moved; PDNG and INFO is not yet. Version 8 puts the word a step deeper."""
    return _say(entry, "Sts/Cd") or _say(entry, "Sts") or "BOOK"


def _on(entry: Element) -> str:
    paths = ("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")
    return next((said for path in paths if (said := _say(entry, path))), "")


def _all(it: Element, path: str) -> Iterator[Element]:
    """What lies at a path of names, whichever version's namespace they are in."""
    name, _, rest = path.partition("/")
    for child in it:
        if isinstance(child.tag, str) and child.tag.rpartition("}")[2] == name:
            yield from _all(child, rest) if rest else (child,)


def _one(it: Element, path: str) -> Element | None:
    return next(_all(it, path), None)


def _say(it: Element, path: str) -> str:
    found = _one(it, path) if path else it
    return words(found.text) if found is not None else ""
