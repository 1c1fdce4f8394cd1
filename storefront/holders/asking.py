"""The port through which banks are asked for a holder's name, and who stands behind it."""

from __future__ import annotations

import json
from typing import Any, Protocol

from sqlalchemy import select

from storefront import wire
from storefront.db import session
from storefront.settings import Settings
from storefront.shops.models import PaymentAccount

NOT_FOUND = 404


class NotTold(Exception):
    """No answer, or none that is understood; another try may help."""


class NameBook(Protocol):
    """Whoever knows the holders of accounts."""

    def holder(self, bank_bin: str, number: str) -> str | None:
        """The name, or nothing where the bank knows no such account. Raises NotTold."""


class NameService:
    """A service that asks banks for us (NAPAS, by way of VietQR's lookup and those like it)."""

    def __init__(self, url: str, client: str, key: str) -> None:
        self._url = url
        self._headers = {
            "Content-Type": "application/json",
            "x-client-id": client,
            "x-api-key": key,
        }

    def holder(self, bank_bin: str, number: str) -> str | None:
        if not self._url:
            raise NotTold("NAMES_URL is not set")
        asked = json.dumps({"bin": bank_bin, "accountNumber": number}).encode()
        try:
            answer = wire.post(self._url, asked, headers=self._headers)
        except wire.Unreachable as error:
            raise NotTold(str(error)) from error
        if answer.status == NOT_FOUND:
            return None
        if answer.status >= 300:
            raise NotTold(f"the service answered {answer.status}")
        return _name_in(answer.body)


def _name_in(body: bytes) -> str:
    """Other codes than 00 may mean the account or the service: nobody is refused for them."""
    try:
        said: Any = json.loads(body)
        code, name = said["code"], (said["data"] or {}).get("accountName")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NotTold("the service's answer is not understood") from error
    if code != "00" or not isinstance(name, str) or not 0 < len(name) <= 80:
        raise NotTold(f"the service said {str(code)[:20]}")
    return name


class PracticeNameBook:
    """Knows what households said. Numbers that end in 07, 08, 09 and 00 are for trying: near,
    somebody else, nobody's, and no answer."""

    def holder(self, bank_bin: str, number: str) -> str | None:
        known = select(PaymentAccount.holder).where(
            PaymentAccount.bank_bin == bank_bin, PaymentAccount.number == number
        )
        name = session.scalars(known.order_by(PaymentAccount.id.desc())).first()
        if number.endswith("00"):
            raise NotTold("the practice bank is silent")
        if name is None or number.endswith("09"):
            return None
        if number.endswith("08"):
            return "NGUYEN VAN KHAC"
        return f"{name}H" if number.endswith("07") else name


def name_book_for(settings: Settings) -> NameBook:
    if settings.practice:
        return PracticeNameBook()
    return NameService(settings.names_url, settings.names_client, settings.names_key)
