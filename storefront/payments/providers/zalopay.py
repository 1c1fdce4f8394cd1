"""ZaloPay v2: opens a payment for us, calls only when money came, and is asked for the rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, TypeVar
from urllib.parse import parse_qsl

from pydantic import Field, SecretStr, ValidationError

from storefront import clock, codes
from storefront.money import HIGHEST, Money
from storefront.payments.asking import Answer, compact, in_their_words, post_json
from storefront.payments.provider import (
    Attempt,
    Back,
    BadSignature,
    Callback,
    Charge,
    Credentials,
    Declined,
    GivingBack,
    Heard,
    News,
    Notice,
    NotUnderstood,
    Opened,
    Progress,
    Reply,
    Setback,
)
from storefront.payments.signing import same, signed
from storefront.wire import Unreachable

PAYER = "cho-ban"
"""ZaloPay wants a name for the payer; ours are no business of theirs."""
SHORTEST, LONGEST = 300, 2_592_000
"""Seconds that a payment may be open."""
DONE, REFUSED = 1, 2

_NOT_HEARD = frozenset({-429, -500, -999})
"""Too many questions, an error of theirs, maintenance: what they did with ours is unknown."""
_OURS = frozenset({-3, -24, -25, -26, -53, -401, -402, -403, -405})
"""Settings or words of ours that it does not take: nothing was decided about money."""
_NOT_FOUND = frozenset({-21, -49, -101})
_WORKING = frozenset({-1, -16, -23})
"""A refund waits for somebody, is being made, or was asked for before."""

_REPLIES = {
    Heard.KNOWN: (2, "known"),
    Heard.FORGED: (-1, "mac not equal"),
    Heard.UNREADABLE: (-1, "not understood"),
    Heard.TROUBLE: (0, "tell us again"),
}


class ZaloPayCredentials(Credentials):
    app_id: int = Field(gt=0)
    key1: SecretStr = Field(min_length=1)
    """Signs what we ask."""
    key2: SecretStr = Field(min_length=1)
    """Signs what we are told."""
    base_url: str = "https://sb-openapi.zalopay.vn"


class _Said(Answer):
    return_code: int
    sub_return_code: int = 0
    return_message: str = ""
    sub_return_message: str = ""


Said = TypeVar("Said", bound=_Said)


class _Opened(_Said):
    order_url: str = ""


class _Payment(_Said):
    amount: int = Field(default=0, ge=0, le=HIGHEST)
    zp_trans_id: int = Field(default=0, ge=0, lt=10**20)


class _Refunded(_Said):
    refund_id: int = Field(default=0, ge=0, lt=10**20)


class _Envelope(Answer):
    data: str = Field(max_length=20_000)
    mac: str = Field(max_length=200)


class _Told(Answer):
    app_id: int
    app_trans_id: str = Field(max_length=40, pattern="^[ -~]+$")
    amount: int = Field(gt=0, le=HIGHEST)
    zp_trans_id: int = Field(gt=0, lt=10**20)


@dataclass(frozen=True, slots=True)
class ZaloPay:
    credentials: ZaloPayCredentials
    name: str = "zalopay"
    kept_headers: frozenset[str] = frozenset()
    smallest: ClassVar[Money] = Money(1_000)
    largest: ClassVar[Money] = Money(100_000_000)

    def new_reference(self, code: str, *, at: datetime) -> str:
        """Begins with its day in Vietnam, or ZaloPay refuses it."""
        return f"{_day(at)}_{code}_{codes.short_code(8).upper()}"

    def new_refund_reference(self, code: str, *, at: datetime) -> str:
        return f"{_day(at)}_{self.credentials.app_id}_{code}{codes.short_code(8).upper()}"

    def open(self, charge: Charge) -> Opened:
        seconds = int((charge.until - charge.at).total_seconds())
        question = {
            "app_trans_id": charge.reference,
            "app_user": PAYER,
            "app_time": _milliseconds(charge.at),
            "amount": charge.amount.dong,
            "item": "[]",
            "embed_data": compact({"redirecturl": charge.come_back_to}),
            "description": charge.words[:256],
            "callback_url": charge.tell_us_at,
            "expire_duration_seconds": min(max(seconds, SHORTEST), LONGEST),
            "bank_code": "",
        }
        names = "app_trans_id app_user amount app_time embed_data item"
        said = self._post("create", question, names, _Opened)
        if said.return_code != DONE or not said.order_url.startswith(("https://", "http://")):
            raise Declined(f"{self.name}: {said.sub_return_code}")
        return Opened(said.order_url)

    def read(self, callback: Callback) -> Notice:
        envelope = self._envelope(callback.body)
        try:
            told = _Told.model_validate_json(envelope.data)
        except ValidationError as error:
            raise NotUnderstood(self.name) from error
        if told.app_id != self.credentials.app_id:
            raise NotUnderstood(self.name)
        return self._paid(told.zp_trans_id, told.amount, told.app_trans_id)

    def returned(self, callback: Callback) -> str:
        try:
            said = dict(parse_qsl(callback.query, keep_blank_values=True, max_num_fields=50))
        except ValueError as error:
            raise NotUnderstood(self.name) from error
        names = "appid apptransid pmcid bankcode amount discountamount status"
        words = "|".join(said.get(name, "") for name in names.split())
        if not same(_mac(self.credentials.key2, words), said.get("checksum", "").lower()):
            raise BadSignature(self.name)
        return said.get("apptransid", "")[:40]

    def reply(self, heard: Heard) -> Reply:
        """It calls again, three times at most, when it hears nothing or 0."""
        code, message = _REPLIES.get(heard, (1, "success"))
        return Reply(200, compact({"return_code": code, "return_message": message}))

    def ask(self, attempt: Attempt, *, at: datetime) -> News:
        said = self._query(attempt.reference)
        if said.return_code == DONE and said.zp_trans_id:
            return self._paid(said.zp_trans_id, said.amount, attempt.reference)
        if said.return_code == REFUSED and said.sub_return_code not in _NOT_FOUND:
            return Setback(self.name, attempt.reference, str(said.sub_return_code))
        return None

    def greet(self, *, at: datetime) -> None:
        """After a payment that nobody has made. Whether key2 is right, the first callback tells."""
        said = self._query(self.new_reference("GREETING", at=at))
        if said.return_code != REFUSED or said.sub_return_code not in _NOT_FOUND:
            raise Declined(f"{self.name}: {said.sub_return_code}", self._words(said))

    def give_back(self, refund: GivingBack) -> Back:
        question = {
            "m_refund_id": refund.reference,
            "zp_trans_id": refund.of.transaction_id,
            "amount": refund.amount.dong,
            "timestamp": _milliseconds(refund.at),
            "description": refund.words[:100],
        }
        names = "zp_trans_id amount description timestamp"
        return _back(self._post("refund", question, names, _Refunded))

    def ask_back(self, refund: GivingBack, *, at: datetime) -> Back:
        """Declined: ZaloPay knows of none."""
        question = {"m_refund_id": refund.reference, "timestamp": _milliseconds(at)}
        said = self._post("query_refund", question, "m_refund_id timestamp", _Refunded)
        if said.return_code == REFUSED and said.sub_return_code in _NOT_FOUND:
            raise Declined(f"{self.name}: {said.sub_return_code}")
        return _back(said)

    def _query(self, reference: str) -> _Payment:
        key1 = self.credentials.key1.get_secret_value()
        question = {"app_trans_id": reference}
        return self._post("query", question, "app_trans_id", _Payment, tail=key1)

    def _envelope(self, body: bytes) -> _Envelope:
        """The mac is of the text in `data`, letter by letter; the type beside it is not signed."""
        try:
            envelope = _Envelope.model_validate_json(body)
        except ValidationError as error:
            raise NotUnderstood(self.name) from error
        if not same(_mac(self.credentials.key2, envelope.data), envelope.mac.lower()):
            raise BadSignature(self.name)
        return envelope

    def _paid(self, number: int, amount: int, reference: str) -> Notice:
        merchant = str(self.credentials.app_id)
        return Notice(self.name, str(number), merchant, Money(amount), "", reference)

    def _post(
        self,
        path: str,
        question: Mapping[str, object],
        names: str,
        expect: type[Said],
        *,
        tail: str = "",
    ) -> Said:
        app_id = self.credentials.app_id
        values = [str(app_id), *(str(question[name]) for name in names.split())]
        mac = _mac(self.credentials.key1, "|".join([*values, tail] if tail else values))
        url = f"{self.credentials.base_url}/v2/{path}"
        said = post_json(url, {"app_id": app_id, **question, "mac": mac}, expect)
        for code in (said.return_code, said.sub_return_code):
            if code in _NOT_HEARD:
                raise Unreachable(f"{self.name}: {code}")
            if code in _OURS:
                raise Declined(f"{self.name}: {code}", self._words(said))
        return said

    def _words(self, said: _Said) -> str:
        return in_their_words(said.sub_return_message or said.return_message, self.credentials)


def _back(said: _Refunded) -> Back:
    reference = str(said.refund_id) if said.refund_id else ""
    if said.return_code == DONE:
        return Back(Progress.DONE, reference)
    if said.return_code == REFUSED and said.sub_return_code not in _WORKING:
        return Back(Progress.REFUSED, reference, str(said.sub_return_code))
    return Back(Progress.PENDING, reference)


def _mac(key: SecretStr, words: str) -> str:
    return signed(words.encode(), key, "sha256")


def _day(moment: datetime) -> str:
    return f"{clock.village_time(moment):%y%m%d}"


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
