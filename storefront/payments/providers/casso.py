"""Casso: watches bank accounts and tells of every transfer by a signed webhook (version 2)."""

import json
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import BaseModel, Field, SecretStr, ValidationError

from storefront import clock, text, wire
from storefront.money import HIGHEST, Money
from storefront.payments.asking import TOO_MANY, in_their_words, understood, words_in
from storefront.payments.provider import (
    BadSignature,
    Callback,
    Credentials,
    Declined,
    Heard,
    NothingToAsk,
    Notice,
    NotUnderstood,
    Reply,
    Told,
    day_told,
)
from storefront.payments.signing import same, signed

SIGNATURE = "x-casso-signature"
_SIGNED = re.compile(r"t=([0-9]{1,15}),v1=([0-9a-f]{128})")
PAGE = 100
FIRST_LOOK = timedelta(days=7)
OVERLAP = timedelta(days=1)
"""Banks tell Casso of some transfers late, and the list goes by the day of the transfer."""
TRIAL = 0
"""The number of the transfer in a webhook sent to try us out."""


class CassoCredentials(Credentials):
    checksum_key: SecretStr = Field(min_length=1)
    """Signs webhooks."""
    api_key: SecretStr = SecretStr("")
    """For the list of what we missed."""
    api_base: str = Field(default="https://oauth.casso.vn", pattern="^https?://.*[^/]$")


Aside = Annotated[str, Field(max_length=5_000)] | None


class _Transfer(BaseModel):
    """What a webhook and the list have in common. Money that leaves is below zero."""

    id: int = Field(ge=0, lt=10**20)
    amount: int = Field(ge=-HIGHEST, le=HIGHEST)
    description: str = Field(default="", max_length=5_000)


class _Told(_Transfer):
    accountNumber: str = Field(min_length=1, max_length=30)  # noqa: N815  their names
    reference: Aside = None
    transactionDateTime: Aside = None  # noqa: N815


class _Webhook(BaseModel):
    data: _Told


class _Listed(_Transfer):
    bankSubAccId: str = Field(min_length=1, max_length=30)  # noqa: N815
    tid: Aside = None
    when: Aside = None


class _Page(BaseModel):
    nextPage: int | None = None  # noqa: N815
    records: list[_Listed]


class _List(BaseModel):
    data: _Page


_STATUS = {Heard.FORGED: 401, Heard.UNREADABLE: 422, Heard.TROUBLE: 503}


@dataclass(frozen=True, slots=True)
class Casso:
    credentials: CassoCredentials
    name: str = "casso"
    kept_headers: frozenset[str] = frozenset({SIGNATURE})

    def read(self, callback: Callback) -> Notice | None:
        said = self._checked(callback)
        try:
            told = _Webhook.model_validate(said).data
        except ValidationError as error:
            raise NotUnderstood(self.name) from error
        if not told.amount:
            raise NotUnderstood(self.name)
        moved_at = told.transactionDateTime
        return self._notice(told, told.accountNumber, told.reference, moved_at=moved_at)

    def reply(self, heard: Heard) -> Reply:
        status = _STATUS.get(heard, 200)
        return Reply(status, '{"success": true}' if status == 200 else '{"success": false}')

    @property
    def can_be_asked(self) -> bool:
        return bool(self.credentials.api_key)

    def since(self, cursor: str, *, at: datetime) -> Told:
        """The cursor is the day to read from, and the page to read."""
        today = clock.village_date(at)
        day, page = cursor.split("|") if cursor else (f"{today - FIRST_LOOK}", "1")
        said = self._page(date.fromisoformat(day), int(page))
        notices = (
            self._notice(row, row.bankSubAccId, row.tid, moved_at=row.when) for row in said.records
        )
        is_last = not said.nextPage or not said.records
        further = f"{today - OVERLAP}|1" if is_last else f"{day}|{said.nextPage}"
        return Told(tuple(notice for notice in notices if notice), further, is_last)

    def greet(self, *, at: datetime) -> None:
        if not self.can_be_asked:
            raise NothingToAsk(self.name)
        self._page(clock.village_date(at), 1, size=1)

    def signed_headers(self, body: bytes, *, at: datetime) -> dict[str, str]:
        """What Casso would send with this body: for the practice bank and for tests."""
        timestamp = str(int(at.timestamp() * 1000))
        wording = _wordings(_parsed(body))[0]
        return {SIGNATURE: f"t={timestamp},v1={self._signature(timestamp, wording)}"}

    def _checked(self, callback: Callback) -> Any:
        """Its age is let be: nobody says that Casso signs anew when it repeats itself, and hearing
        of a transfer again changes nothing."""
        claimed = _SIGNED.fullmatch(callback.headers.get(SIGNATURE, ""))
        try:
            said = _parsed(callback.body)
            wordings = _wordings(said)
        except (ValueError, RecursionError):
            raise BadSignature(self.name) from None
        if not claimed or not any(
            same(self._signature(claimed[1], wording), claimed[2]) for wording in wordings
        ):
            raise BadSignature(self.name)
        return said

    def _signature(self, timestamp: str, wording: str) -> str:
        return signed(f"{timestamp}.{wording}".encode(), self.credentials.checksum_key, "sha512")

    def _notice(
        self, told: _Transfer, account: str, reference: str | None, *, moved_at: str | None
    ) -> Notice | None:
        if told.amount <= 0 or told.id == TRIAL:
            return None
        return Notice(
            provider=self.name,
            transaction_id=str(told.id),
            to_account=text.tidy(account),
            amount=Money(told.amount),
            memo=text.tidy(told.description)[:300],
            bank_reference=text.tidy(reference or "")[:60],
            moved_on=day_told(moved_at),
        )

    def _page(self, day: date, page: int, *, size: int = PAGE) -> _Page:
        if not self.can_be_asked:
            raise Declined(f"{self.name}: there is no key to ask with")
        asked = {"fromDate": day, "page": page, "pageSize": size, "sort": "ASC"}
        answer = wire.get(
            f"{self.credentials.api_base}/v2/transactions?{urlencode(asked)}",
            headers={"Authorization": f"Apikey {self.credentials.api_key.get_secret_value()}"},
        )
        if 400 <= answer.status < TOO_MANY:
            words = in_their_words(words_in(answer, "message", "error"), self.credentials)
            raise Declined(f"{self.name}: {answer.status}", words)
        return understood(answer, _List, of=self.name).data


def _parsed(body: bytes) -> Any:
    return json.loads(body.decode())


def _wordings(said: Any) -> tuple[str, ...]:
    """As their documents sort it before signing. They do not say how letters beyond ASCII are
    written: as they are (JavaScript), or escaped, slashes too (PHP)."""
    plain, escaped = (
        json.dumps(
            said, sort_keys=True, separators=(",", ":"), ensure_ascii=ascii_, allow_nan=False
        )
        for ascii_ in (False, True)
    )
    plain.encode()
    return plain, escaped, escaped.replace("/", "\\/")
