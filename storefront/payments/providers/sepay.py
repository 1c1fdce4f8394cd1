"""SePay: watches bank accounts and tells of every transfer by webhook, signed or with a key."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, Field, SecretStr, ValidationError, model_validator

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

SIGNATURE, TIMESTAMP = "x-sepay-signature", "x-sepay-timestamp"
AUTHORIZATION, SEALED = "authorization", "x-sealed"
TOLERANCE = 300
"""Seconds a notice may be old, or ahead of our clock."""
PAGE = 1_000
"""Rows of the list asked for at once: they fit in what we read of an answer."""

FIRST_LOOK = timedelta(days=7)


class SePayCredentials(Credentials):
    secret: SecretStr = SecretStr("")
    """Signs webhooks (HMAC). Better than the key, which says nothing of the body."""
    api_key: SecretStr = SecretStr("")
    """What webhooks say in Authorization, where they are not signed."""
    token: SecretStr = SecretStr("")
    """For the list of what we missed."""
    api_base: str = Field(default="https://my.sepay.vn", pattern="^https?://.*[^/]$")

    @model_validator(mode="after")
    def _proves_itself_one_way(self) -> "SePayCredentials":
        if bool(self.secret) == bool(self.api_key):
            raise ValueError("one of secret and api_key, as chosen at SePay")
        return self


AccountNumber = Annotated[str, Field(min_length=1, max_length=30)]
Content = Annotated[str, Field(max_length=5_000)]
Number = Annotated[int, Field(ge=0, lt=10**20)]


class _Told(BaseModel):
    """The fields we use of https://docs.sepay.vn webhooks; there are more."""

    id: Number
    accountNumber: AccountNumber  # noqa: N815  their names
    content: Content = ""
    transferType: Literal["in", "out"]  # noqa: N815
    transferAmount: int = Field(gt=0, le=HIGHEST)  # noqa: N815
    transactionDate: Content | None = None  # noqa: N815
    referenceCode: Content | None = None  # noqa: N815


class _Listed(BaseModel):
    """The same transfer in their list, where everything is named and written otherwise."""

    id: Number
    account_number: AccountNumber
    transaction_date: str = Field(pattern=r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
    transaction_content: Content | None = None
    reference_number: Content | None = None
    amount_in: Decimal = Field(ge=0, le=HIGHEST, multiple_of=1)


class _List(BaseModel):
    transactions: list[_Listed]


_STATUS = {Heard.FORGED: 401, Heard.UNREADABLE: 422, Heard.TROUBLE: 503}


@dataclass(frozen=True, slots=True)
class SePay:
    credentials: SePayCredentials
    name: str = "sepay"

    @property
    def kept_headers(self) -> frozenset[str]:
        return frozenset({SIGNATURE, TIMESTAMP} if self.credentials.secret else {AUTHORIZATION})

    def sealed(self, callback: Callback) -> Callback:
        """A key is not for keeping: a signature by it takes its place."""
        key = self.credentials.api_key
        if not key:
            return callback
        told = callback.headers.get(AUTHORIZATION, "")
        genuine = same(f"Apikey {key.get_secret_value()}", told)
        return replace(callback, headers={SEALED: self._seal(callback.body)} if genuine else {})

    def read(self, callback: Callback) -> Notice | None:
        self._check_key(callback) if self.credentials.api_key else self._check_signature(callback)
        try:
            told = _Told.model_validate_json(callback.body)
        except ValidationError as error:
            raise NotUnderstood(self.name) from error
        if told.transferType == "out":
            return None
        return self._notice(
            told.id,
            told.accountNumber,
            told.transferAmount,
            told.content,
            reference=told.referenceCode,
            moved_at=told.transactionDate,
        )

    def reply(self, heard: Heard) -> Reply:
        """It repeats itself until it hears a 2xx."""
        status = _STATUS.get(heard, 200)
        return Reply(status, '{"success": true}' if status == 200 else '{"success": false}')

    @property
    def can_be_asked(self) -> bool:
        return bool(self.credentials.token)

    def since(self, cursor: str, *, at: datetime) -> Told:
        place = _Place.from_cursor(cursor)
        rows = self._rows(place, at=at)
        notices = (
            self._notice(
                row.id,
                row.account_number,
                int(row.amount_in),
                row.transaction_content,
                reference=row.reference_number,
                moved_at=row.transaction_date,
            )
            for row in sorted(rows, key=lambda row: row.id)
            if row.amount_in
        )
        further = place.after(rows)
        return Told(tuple(notices), further.cursor, is_last=not further.until)

    def greet(self, *, at: datetime) -> None:
        if not self.can_be_asked:
            raise NothingToAsk(self.name)
        self._list({"limit": 1})

    def signed_headers(self, body: bytes, *, at: datetime) -> dict[str, str]:
        """What SePay would send with this body: for the practice bank and for tests."""
        if self.credentials.api_key:
            return {AUTHORIZATION: f"Apikey {self.credentials.api_key.get_secret_value()}"}
        timestamp = str(int(at.timestamp()))
        return {TIMESTAMP: timestamp, SIGNATURE: self._signature(body, timestamp)}

    def _check_key(self, callback: Callback) -> None:
        if AUTHORIZATION in callback.headers:
            callback = self.sealed(callback)
        if not same(self._seal(callback.body), callback.headers.get(SEALED, "")):
            raise BadSignature(self.name)

    def _check_signature(self, callback: Callback) -> None:
        timestamp = callback.headers.get(TIMESTAMP, "")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
            raise BadSignature(self.name)
        ours = self._signature(callback.body, timestamp)
        if not same(ours, callback.headers.get(SIGNATURE, "")):
            raise BadSignature(self.name)
        if abs(callback.heard_at.timestamp() - int(timestamp)) > TOLERANCE:
            raise BadSignature(self.name)

    def _signature(self, body: bytes, timestamp: str) -> str:
        message = timestamp.encode() + b"." + body
        return "sha256=" + signed(message, self.credentials.secret, "sha256")

    def _seal(self, body: bytes) -> str:
        return signed(body, self.credentials.api_key, "sha256")

    def _notice(
        self,
        number: int,
        account: str,
        amount: int,
        content: str | None,
        *,
        reference: str | None,
        moved_at: str | None,
    ) -> Notice:
        return Notice(
            provider=self.name,
            transaction_id=str(number),
            to_account=text.tidy(account),
            amount=Money(amount),
            memo=text.tidy(content or "")[:300],
            bank_reference=text.tidy(reference or "")[:60],
            moved_on=day_told(moved_at),
        )

    def _rows(self, place: "_Place", *, at: datetime) -> list[_Listed]:
        if not self.can_be_asked:
            raise Declined(f"{self.name}: there is no token to ask with")
        return self._list(place.question(at=at))

    def _list(self, question: Mapping[str, object]) -> list[_Listed]:
        answer = wire.get(
            f"{self.credentials.api_base}/userapi/transactions/list?{urlencode(question)}",
            headers={"Authorization": f"Bearer {self.credentials.token.get_secret_value()}"},
        )
        if 400 <= answer.status < TOO_MANY:
            words = in_their_words(words_in(answer, "message", "error"), self.credentials)
            raise Declined(f"{self.name}: {answer.status}", words)
        return understood(answer, _List, of=self.name).transactions


@dataclass(frozen=True, slots=True)
class _Place:
    """Where we are in their list, which gives the newest first: what follows a full page is older.

    Everything from `since` on, up to the moment `until`; `newest` is the highest number seen.
    """

    since: int = 0
    until: str = ""
    newest: int = 0

    @classmethod
    def from_cursor(cls, cursor: str) -> "_Place":
        since, until, newest = cursor.split("|") if cursor else ("0", "", "0")
        return cls(int(since), until, int(newest))

    @property
    def cursor(self) -> str:
        return f"{self.since}|{self.until}|{self.newest}"

    def question(self, *, at: datetime) -> dict[str, object]:
        asked: dict[str, object] = {"since_id": self.since, "limit": PAGE}
        asked["transaction_date_max"] = self.until
        if not self.since:
            first = clock.village_time(at) - FIRST_LOOK
            asked["transaction_date_min"] = f"{first:%Y-%m-%d %H:%M:%S}"
        return {name: value for name, value in asked.items() if value}

    def after(self, rows: list[_Listed]) -> "_Place":
        newest = max([self.newest, self.since, *(row.id for row in rows)])
        oldest = min((row.transaction_date for row in rows), default="")
        if len(rows) < PAGE or oldest == self.until:
            return _Place(since=newest)
        return _Place(self.since, oldest, newest)
