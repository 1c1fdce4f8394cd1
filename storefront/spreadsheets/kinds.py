"""What kind of file it is, its first bytes tell; its name and what the browser calls it do not
count."""

from storefront.spreadsheets.unreadable import LARGEST_FILE, Reason, Unreadable

_OLE, _ZIP, _PDF = b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"%PDF"
_PAGES = ("<html", "<!doctype", "<table", "<?xml")


def check(body: bytes) -> None:
    """Raises Unreadable for what nobody can read, before anybody tries."""
    if not body.strip():
        raise Unreadable(Reason.EMPTY)
    if len(body) > LARGEST_FILE:
        raise Unreadable(Reason.TOO_LARGE)
    if body.startswith(_OLE):
        raise Unreadable(Reason.OLD_EXCEL)
    if body.startswith(_PDF):
        raise Unreadable(Reason.PDF)


def is_excel(body: bytes) -> bool:
    return body.startswith(_ZIP)


def is_page(text: str) -> bool:
    """A web page that calls itself .xls: some platforms give out nothing better."""
    return text.lstrip()[:9].lower().startswith(_PAGES)
