"""VNPAY 2.1.0: payers go to its page by a signed address; it is asked by signed JSON."""

import ipaddress
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from pydantic import ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic.alias_generators import to_pascal

from storefront import clock, codes, text
from storefront.money import HIGHEST, Money
from storefront.payments import signed_query
from storefront.payments.asking import Answer, in_their_words, post_json
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

VERSION = "2.1.0"
HUNDREDTHS = 100
HERE = "127.0.0.1"
"""VNPAY wants to hear our server's address, and makes nothing of it."""
CLOCKS_DIFFER = timedelta(minutes=5)
OK = "00"
PAYMENT, WHOLE, PART = "01", "02", "03"
"""Types of transaction."""

_REPLIES = {
    Heard.BELIEVED: (OK, "Confirm Success"),
    Heard.KNOWN: ("02", "Order already confirmed"),
    Heard.FORGED: ("97", "Invalid signature"),
    Heard.UNKNOWN: ("01", "Order not found"),
    Heard.OTHER_AMOUNT: ("04", "Invalid amount"),
    Heard.UNREADABLE: ("99", "Not understood"),
    Heard.TROUBLE: ("99", "Unknown error"),
}
_UNDECIDED = frozenset({"01", "05", "06", "07"})
"""Statuses that still become another: not completed, being refunded, looked at for fraud."""
_SUSPECT = "07"
_NOT_FOUND = "91"
_ALREADY_ASKED = "94"
_UNHEARD = frozenset({"02", "03", "97"})
"""Our own settings or words are wrong: nothing was decided about money."""

_ASKED = "RequestId Version Command TmnCode TxnRef TransactionDate CreateDate IpAddr OrderInfo"
_ASKED_BACK = (
    "RequestId Version Command TmnCode TransactionType TxnRef Amount TransactionNo"
    " TransactionDate CreateBy CreateDate IpAddr OrderInfo"
)
_ANSWERED_BACK = (
    "ResponseId Command ResponseCode Message TmnCode TxnRef Amount BankCode PayDate"
    " TransactionNo TransactionType TransactionStatus OrderInfo"
)
_ANSWERED = _ANSWERED_BACK + " PromotionCode PromotionAmount"
"""What is signed, in this order, in questions and answers; what is missing counts as empty."""


class VNPayCredentials(Credentials):
    tmn_code: str = Field(pattern="^[A-Za-z0-9]{8}$")
    hash_secret: SecretStr = Field(min_length=1)
    base_url: str = "https://sandbox.vnpayment.vn"
    pay_url: str = ""
    """The page's whole address, where a contract names another host than for questions."""
    api_url: str = ""


def _named(field: str) -> str:
    return "vnp_" + to_pascal(field)


class _Told(Answer):
    """What comes by the payer's browser and by their server."""

    model_config = ConfigDict(alias_generator=_named)

    tmn_code: str
    txn_ref: str = Field(max_length=100, pattern="^[ -~]+$")
    amount: int = Field(gt=0, le=HIGHEST * HUNDREDTHS, multiple_of=HUNDREDTHS)
    order_info: str = Field(default="", max_length=255)
    transaction_no: str = Field(default="", max_length=20, pattern="^[0-9]*$")
    response_code: str = Field(pattern="^[0-9]{2}$")
    transaction_status: str = Field(default="", pattern="^([0-9]{2})?$")


class _Answered(Answer):
    model_config = ConfigDict(alias_generator=_named, extra="allow", coerce_numbers_to_str=True)

    response_code: str = Field(pattern="^[0-9]{2}$")
    txn_ref: str = ""
    amount: str = Field(default="", pattern="^([0-9]{1,12}00|0?)$")
    transaction_no: str = Field(default="", max_length=20, pattern="^[0-9]*$")
    transaction_type: str = ""
    transaction_status: str = ""
    pay_date: str = Field(default="", max_length=14)
    secure_hash: str = ""
    message: str = ""

    @field_validator("*", mode="before")
    @classmethod
    def _nothing(cls, said: object) -> object:
        return "" if said is None else said

    @property
    def paid(self) -> Money:
        return Money(int(self.amount or 0) // HUNDREDTHS)


@dataclass(frozen=True, slots=True)
class VNPay:
    credentials: VNPayCredentials
    name: str = "vnpay"
    kept_headers: frozenset[str] = frozenset()
    smallest: ClassVar[Money] = Money(5_000)
    largest: ClassVar[Money] = Money(999_999_999)

    def new_reference(self, code: str, *, at: datetime) -> str:
        return code + codes.short_code(8).upper()

    def new_refund_reference(self, code: str, *, at: datetime) -> str:
        return code + codes.short_code(8).upper()

    def open(self, charge: Charge) -> Opened:
        """Nobody is asked: the address itself, signed, is the question."""
        words = signed_query.canonical(self._charge(charge))
        page = self.credentials.pay_url or self.credentials.base_url + "/paymentv2/vpcpay.html"
        return Opened(f"{page}?{words}&vnp_SecureHash={self.signature(words)}")

    def read(self, callback: Callback) -> News:
        told = self._told(callback)
        if told.response_code == OK and not told.transaction_no.strip("0"):
            raise NotUnderstood(self.name)
        return self._news(
            told.txn_ref,
            (told.response_code, told.transaction_status or told.response_code),
            Money(told.amount // HUNDREDTHS),
            told.transaction_no,
            memo=text.tidy(told.order_info),
        )

    def returned(self, callback: Callback) -> str:
        return self._told(callback).txn_ref

    def reply(self, heard: Heard) -> Reply:
        """It calls again, up to ten times, unless it hears 00 or 02."""
        code, message = _REPLIES[heard]
        return Reply(200, json.dumps({"RspCode": code, "Message": message}))

    def ask(self, attempt: Attempt, *, at: datetime) -> News:
        said = self._query(attempt, "", at=at)
        if said.response_code == _NOT_FOUND or said.transaction_type in (WHOLE, PART):
            return None  # not come to their page yet; or what it tells of is a refund
        if said.response_code != OK:
            raise Declined(f"{self.name}: {said.response_code}")
        status = said.transaction_status
        return self._news(attempt.reference, (OK, status), said.paid, said.transaction_no)

    def greet(self, *, at: datetime) -> None:
        """After a payment that nobody has made: who is known hears that there is none."""
        nobodys = Attempt(self.new_reference("GREETING", at=at), "", self.smallest, at)
        said = self._query(nobodys, "", at=at)
        if said.response_code != _NOT_FOUND:
            words = in_their_words(said.message, self.credentials)
            raise Declined(f"{self.name}: {said.response_code}", words)

    def give_back(self, refund: GivingBack) -> Back:
        """00 says that it was accepted: how it ends is asked for."""
        question = self._refund(refund)
        said = self._post(question, _ASKED_BACK, _ANSWERED_BACK)
        if said.response_code == _ALREADY_ASKED:
            return Back(Progress.PENDING, refund.provider_reference)
        if said.response_code in _UNHEARD:
            raise Declined(f"{self.name}: {said.response_code}")
        if said.response_code != OK:
            return Back(Progress.REFUSED, reason=said.response_code)
        return Back(Progress.PENDING, said.transaction_no)

    def ask_back(self, refund: GivingBack, *, at: datetime) -> Back:
        """VNPAY tells of the refund named, else of the last one. Declined: it knows of none."""
        said = self._query(refund.of, refund.provider_reference, at=at)
        is_ours = said.transaction_type in (WHOLE, PART) and said.paid == refund.amount
        if said.response_code != OK or not is_ours:
            raise Declined(f"{self.name}: {said.response_code} {said.transaction_type}")
        if _may_be_another(said, refund):
            return Back(Progress.PENDING)
        reference = said.transaction_no or refund.provider_reference
        if said.transaction_status == OK:
            return Back(Progress.DONE, reference)
        if said.transaction_status in _UNDECIDED:
            return Back(Progress.PENDING, reference)
        return Back(Progress.REFUSED, reference, said.transaction_status)

    def signature(self, words: str) -> str:
        return signed(words.encode(errors="replace"), self.credentials.hash_secret, "sha512")

    def _charge(self, charge: Charge) -> dict[str, str]:
        return {
            "vnp_Version": VERSION,
            "vnp_Command": "pay",
            "vnp_TmnCode": self.credentials.tmn_code,
            "vnp_Amount": str(charge.amount.dong * HUNDREDTHS),
            "vnp_CreateDate": stamp(charge.at),
            "vnp_CurrCode": "VND",
            "vnp_IpAddr": _address(charge.payer_address),
            "vnp_Locale": "en" if charge.language == "en" else "vn",
            "vnp_OrderInfo": _plain(charge.words),
            "vnp_OrderType": "other",
            "vnp_ReturnUrl": charge.come_back_to,
            "vnp_ExpireDate": stamp(charge.until),
            "vnp_TxnRef": charge.reference,
        }

    def _told(self, callback: Callback) -> _Told:
        try:
            said = signed_query.fields_of(callback.query, beginning="vnp_")
        except ValueError as error:
            raise BadSignature(self.name) from error
        claimed = said.pop("vnp_SecureHash", "")
        said.pop("vnp_SecureHashType", None)
        words = signed_query.spellings(said, callback.query)
        if not any(self._is_signed(spelling, claimed) for spelling in words):
            raise BadSignature(self.name)
        try:
            told = _Told.model_validate(said)
        except ValidationError as error:
            raise NotUnderstood(self.name) from error
        if told.tmn_code != self.credentials.tmn_code:
            raise NotUnderstood(self.name)
        return told

    def _is_signed(self, words: str, claimed: str) -> bool:
        return same(self.signature(words), claimed.lower())

    def _news(
        self, reference: str, codes: tuple[str, str], amount: Money, number: str, *, memo: str = ""
    ) -> News:
        """Paid only when both codes say so."""
        response, status = codes
        if codes == (OK, OK):
            merchant = self.credentials.tmn_code
            return Notice(self.name, number, merchant, amount, memo, reference)
        if response == _SUSPECT or (response == OK and status in _UNDECIDED):
            return None
        return Setback(self.name, reference, status if response == OK else response)

    def _query(self, attempt: Attempt, transaction_no: str, *, at: datetime) -> _Answered:
        question = {
            **self._question("querydr", secrets.token_hex(16), attempt, at=at),
            "vnp_OrderInfo": f"Hoi {attempt.reference}",
        }
        if transaction_no:
            question["vnp_TransactionNo"] = transaction_no
        said = self._post(question, _ASKED, _ANSWERED)
        known = said.txn_ref == attempt.reference and said.transaction_no.strip("0")
        if said.response_code == OK and said.transaction_status == OK and not known:
            raise Unreachable(f"{self.name}: an answer about something else")
        return said

    def _refund(self, refund: GivingBack) -> dict[str, str]:
        is_whole = refund.amount == refund.of.amount
        return {
            **self._question("refund", refund.reference[-32:], refund.of, at=refund.at),
            "vnp_TransactionType": WHOLE if is_whole else PART,
            "vnp_Amount": str(refund.amount.dong * HUNDREDTHS),
            "vnp_TransactionNo": refund.of.transaction_id,
            "vnp_CreateBy": _plain(refund.by),
            "vnp_OrderInfo": _plain(refund.words),
        }

    def _question(
        self, command: str, request: str, attempt: Attempt, *, at: datetime
    ) -> dict[str, str]:
        return {
            "vnp_RequestId": request,
            "vnp_Version": VERSION,
            "vnp_Command": command,
            "vnp_TmnCode": self.credentials.tmn_code,
            "vnp_TxnRef": attempt.reference,
            "vnp_TransactionDate": stamp(attempt.opened_at),
            "vnp_CreateDate": stamp(at),
            "vnp_IpAddr": HERE,
        }

    def _post(self, question: dict[str, str], asked: str, answered: str) -> _Answered:
        hash_ = self.signature(barred(question, asked))
        base = self.credentials.base_url + "/merchant_webapi/api/transaction"
        url = self.credentials.api_url or base
        said = post_json(url, {**question, "vnp_SecureHash": hash_}, _Answered)
        words = barred(said.model_dump(by_alias=True), answered)
        if said.response_code == OK and not self._is_signed(words, said.secure_hash):
            raise Unreachable(f"{self.name}: an answer it did not sign")
        return said


def _may_be_another(said: _Answered, refund: GivingBack) -> bool:
    """An earlier part of the same sum looks the same. Better undecided than wrongly done."""
    if refund.provider_reference or said.transaction_type == WHOLE:
        return False
    return said.pay_date < stamp(refund.at - CLOCKS_DIFFER)


def barred(fields: Mapping[str, object], names: str) -> str:
    values = (fields.get(f"vnp_{name}") for name in names.split())
    return "|".join("" if value is None else str(value) for value in values)


def stamp(moment: datetime) -> str:
    """Wall time of GMT+7."""
    return f"{clock.village_time(moment):%Y%m%d%H%M%S}"


def _plain(words: str) -> str:
    """Letters that every language encodes alike."""
    return re.sub("[^A-Za-z0-9 ._-]+", " ", words).strip()[:255] or "Cho Ban"


def _address(payer: str) -> str:
    """Seven letters at least: ::1 is written out."""
    try:
        return ipaddress.ip_address(payer).exploded
    except ValueError:
        return HERE
