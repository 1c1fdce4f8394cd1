"""Where things are on the web, for messages that are written far below it."""

from flask import current_app


def market() -> str:
    return str(current_app.config["SETTINGS"].public_url)


def bare(path: str) -> str:
    """As one types it from paper."""
    return market().removeprefix("https://").removeprefix("http://") + path


def follow(secret: str) -> str:
    """The link by which a buyer follows an order. Whoever holds it may."""
    return f"{market()}/follow/{secret}"


def answer(code: str, key: str) -> str:
    """The link by which a household answers a new order, without signing in."""
    return f"{market()}/a/{code}/{key}"


def ringing() -> str:
    """Whom a team or a commune has to ring."""
    return f"{market()}/ringing"


def weekly(secret: str) -> str:
    """The link by which a buyer skips, changes or stops what comes every week."""
    return f"{market()}/weekly/{secret}"


def bill(secret: str) -> str:
    """The link by which a payer sees a bill, pays it and keeps the receipt."""
    return f"{market()}/bill/{secret}"


def complaint(number: int) -> str:
    """Where whoever must answer a complaint does so."""
    return f"{market()}/complaints/{number}"


def question(number: int) -> str:
    """What somebody asked, and who answered."""
    return f"{market()}/help/questions/{number}"


def group(secret: str) -> str:
    """The link by which the organiser of a group order sees and closes it."""
    return f"{market()}/groups/{secret}"


def consents(code: str) -> str:
    """What a household agreed to, and the way to take it back."""
    return f"{market()}/team/households/{code}/consents"


def handover(number: int) -> str:
    """The open work that somebody was given."""
    return f"{market()}/team/handovers/{number}"


def poster(shop: str, serial: str) -> str:
    """Where a household sees one of its stickers, and what was seen of it."""
    return f"{market()}/shops/{shop}/posters/{serial}"


def data_request(number: int) -> str:
    """Where whoever asked about their own data sees what became of it."""
    return f"{market()}/me/data/{number}"


def terms(kind: str, version: str) -> str:
    """Where one version of the terms is read."""
    return f"{market()}/terms/{kind}/{version}"


def listing(number: int) -> str:
    """Where a report of goods or a shop is decided, and objected to."""
    return f"{market()}/listings/{number}"
