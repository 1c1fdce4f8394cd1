"""MoMo v2: opens a payment for us, tells by JSON how it ended, is asked, and refunds."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar
from urllib.parse import parse_qsl

from pydantic import ConfigDict, Field, SecretStr, ValidationError
from pydantic.alias_generators import to_camel

from storefront import codes, text
from storefront.money import HIGHEST, Money
from storefront.payments.asking import Answer, Model, in_their_words, post_json
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

PATIENCE = (3.05, 35.0)
"""MoMo wants to be waited for 30 seconds at least."""
DONE = frozenset({0, 9000})
"""9000: the payer agreed, and MoMo collects by itself unless told not to."""
PENDING = frozenset({1000, 7000, 7002, 8000})
OURS = frozenset({10, 11, 12, 13, 20, 21, 22, 40, 41, 42, 43, 45, 47})
"""Settings or words of ours that it does not take: nothing was decided about money."""
FINAL = frozenset(
    {98, 99, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1017, 1026, 2019, 4001, 4002, 4100}
)
_SENT_BEFORE = frozenset({40, 41})
_NOT_FOUND = 42

_CREATE = (
    "accessKey amount extraData ipnUrl orderId orderInfo partnerCode redirectUrl"
    " requestId requestType"
)
_TOLD = (
    "accessKey amount extraData message orderId orderInfo orderType partnerCode payType"
    " requestId responseTime resultCode transId"
)
_QUERY = "accessKey orderId partnerCode requestId"
_REFUND = "accessKey amount description orderId partnerCode requestId transId"
"""What is signed, always these: answers grow fields that are not."""

_STATUS = {Heard.FORGED: 401, Heard.UNREADABLE: 422, Heard.TROUBLE: 503}

_Text = Annotated[str, Field(max_length=2_000)]
_Number = Annotated[int, Field(ge=-(10**6), lt=10**19)]


class MoMoCredentials(Credentials):
    partner_code: str = Field(min_length=1, max_length=30)
    access_key: str = Field(min_length=1)
    secret_key: SecretStr = Field(min_length=1)
    base_url: str = "https://test-payment.momo.vn"


class _Said(Answer):
    model_config = ConfigDict(alias_generator=to_camel)

    order_id: str = Field(default="", pattern="^[0-9A-Za-z._-]{0,100}$")
    amount: int = Field(default=0, ge=0, le=HIGHEST)
    trans_id: _Number = 0
    result_code: _Number
    message: _Text = ""


class _Told(_Said):
    """What comes by the payer's browser and by their server. Numbers are signed as written."""

    amount: int = Field(gt=0, le=HIGHEST)
    partner_code: _Text
    request_id: _Text
    order_info: _Text
    order_type: _Text
    message: _Text
    pay_type: _Text
    extra_data: _Text
    response_time: _Number
    signature: _Text


class _Opened(_Said):
    pay_url: str = ""


class _Refunds(_Said):
    refund_trans: tuple[_Said, ...] | None = None


@dataclass(frozen=True, slots=True)
class MoMo:
    credentials: MoMoCredentials
    name: str = "momo"
    kept_headers: frozenset[str] = frozenset()
    smallest: ClassVar[Money] = Money(1_000)
    largest: ClassVar[Money] = Money(50_000_000)

    def new_reference(self, code: str, *, at: datetime) -> str:
        return f"{code}-{codes.short_code(8).upper()}"

    def new_refund_reference(self, code: str, *, at: datetime) -> str:
        return f"{code}-R{codes.short_code(8).upper()}"

    def open(self, charge: Charge) -> Opened:
        question = {
            "amount": charge.amount.dong,
            "extraData": "",
            "ipnUrl": charge.tell_us_at,
            "orderId": charge.reference,
            "orderInfo": charge.words[:255],
            "redirectUrl": charge.come_back_to,
            "requestId": charge.reference,
            "requestType": "captureWallet",
            "lang": "en" if charge.language == "en" else "vi",
        }
        said = self._post("create", question, _CREATE, _Opened)
        if said.result_code != 0 or not said.pay_url.startswith(("https://", "http://")):
            raise Declined(f"{self.name}: {said.result_code}")
        return Opened(said.pay_url)

    def read(self, callback: Callback) -> News:
        try:
            told = _Told.model_validate_json(callback.body)
        except ValidationError as error:
            raise NotUnderstood(self.name) from error
        self._check(told)
        return self._news(told, told.order_id, memo=told.order_info)

    def returned(self, callback: Callback) -> str:
        try:
            said = dict(parse_qsl(callback.query, keep_blank_values=True, max_num_fields=50))
            told = _Told.model_validate(said)
        except ValueError as error:
            raise NotUnderstood(self.name) from error
        self._check(told)
        return told.order_id

    def reply(self, heard: Heard) -> Reply:
        """Nothing to say is how it wants to hear that all is well."""
        return Reply(_STATUS.get(heard, 204))

    def ask(self, attempt: Attempt, *, at: datetime) -> News:
        said = self._query("query", attempt.reference, _Said)
        if said.result_code in OURS - {_NOT_FOUND}:
            raise Declined(f"{self.name}: {said.result_code}")
        if said.result_code in DONE and said.order_id != attempt.reference:
            raise Unreachable(f"{self.name}: an answer about something else")
        return self._news(said, attempt.reference)

    def greet(self, *, at: datetime) -> None:
        """After a payment that nobody has made: who is known hears that there is none."""
        said = self._query("query", self.new_reference("GREETING", at=at), _Said)
        if said.result_code != _NOT_FOUND:
            words = in_their_words(said.message, self.credentials)
            raise Declined(f"{self.name}: {said.result_code}", words)

    def give_back(self, refund: GivingBack) -> Back:
        question = {
            "amount": refund.amount.dong,
            "description": refund.words[:200],
            "orderId": refund.reference,
            "requestId": refund.reference,
            "transId": _number(refund.of.transaction_id),
            "lang": "vi",
        }
        said = self._post("refund", question, _REFUND, _Said)
        if said.result_code in _SENT_BEFORE:
            return Back(Progress.PENDING)
        if said.result_code in OURS:
            raise Declined(f"{self.name}: {said.result_code}")
        return _back(said)

    def ask_back(self, refund: GivingBack, *, at: datetime) -> Back:
        """Of /refund/query, where each refund is named by its own order id.

        Declined: MoMo knows of none.
        """
        said = self._query("refund/query", refund.reference, _Refunds)
        for one in said.refund_trans or ():
            if one.order_id == refund.reference:
                return _back(one)
        if said.result_code == 0 or said.result_code in OURS:
            raise Declined(f"{self.name}: {said.result_code}")
        return _back(said)

    def signature(self, fields: Mapping[str, object], names: str) -> str:
        """Of what is written, as it is written: nothing is encoded."""
        said = {**fields, "accessKey": self.credentials.access_key}
        words = "&".join(f"{name}={said[name]}" for name in names.split())
        return signed(words.encode(), self.credentials.secret_key, "sha256")

    def _check(self, told: _Told) -> None:
        ours = self.signature(told.model_dump(by_alias=True), _TOLD)
        if not same(ours, told.signature.lower()):
            raise BadSignature(self.name)
        if told.partner_code != self.credentials.partner_code:
            raise NotUnderstood(self.name)

    def _news(self, said: _Said, reference: str, *, memo: str = "") -> News:
        """What MoMo may still decide, and codes nobody told us of, are no news."""
        if said.result_code in DONE and said.trans_id > 0:
            return Notice(
                provider=self.name,
                transaction_id=str(said.trans_id),
                to_account=self.credentials.partner_code,
                amount=Money(said.amount),
                memo=text.tidy(memo)[:300],
                reference=reference,
            )
        if said.result_code in FINAL:
            return Setback(self.name, reference, str(said.result_code))
        return None

    def _query(self, path: str, reference: str, expect: type[Model]) -> Model:
        question = {"orderId": reference, "requestId": secrets.token_hex(16), "lang": "vi"}
        return self._post(path, question, _QUERY, expect)

    def _post(
        self, path: str, question: Mapping[str, object], names: str, expect: type[Model]
    ) -> Model:
        fields = {"partnerCode": self.credentials.partner_code, **question}
        question = {**fields, "signature": self.signature(fields, names)}
        url = f"{self.credentials.base_url}/v2/gateway/api/{path}"
        return post_json(url, question, expect, timeout=PATIENCE)


def _back(said: _Said) -> Back:
    reference = str(said.trans_id) if said.trans_id > 0 else ""
    if said.result_code == 0:
        return Back(Progress.DONE, reference)
    if said.result_code in PENDING:
        return Back(Progress.PENDING, reference)
    return Back(Progress.REFUSED, reference, str(said.result_code))


def _number(transaction_id: str) -> int:
    return int(transaction_id) if re.fullmatch("[0-9]{1,19}", transaction_id) else 0
