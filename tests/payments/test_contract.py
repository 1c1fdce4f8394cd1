"""What every provider has in common, asked of every one of them.

A case in tests/payments/cases.py is all that a new provider adds here.
"""

from __future__ import annotations

import json
import pkgutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from pydantic import SecretStr

from storefront import clock, wire
from storefront.money import HIGHEST, Money
from storefront.payments import providers
from storefront.payments.practice_gateways import lists
from storefront.payments.practice_gateways.asked import Call
from storefront.payments.provider import (
    Attempt,
    BadSignature,
    Bearer,
    Callback,
    Charge,
    Declined,
    Gateway,
    GivingBack,
    Heard,
    Messenger,
    News,
    Notice,
    NotUnderstood,
    Provider,
)
from storefront.payments.providers.sepay import SePay
from storefront.payments.registry import KINDS
from storefront.wire import Answer, Unreachable
from tests.payments.cases import CASES, Case, Covers, GatewayCase, SignedSePay, Transfer
from tests.village import MARKET_DAY
from tests.wires import Illness, Question, a_server, an_ill_server

LONG = 8
"""Seconds: much, for a busy machine, and less than the world's own patience."""


def name_of(case: Case) -> str:
    return type(case).__name__


@pytest.fixture(params=CASES, ids=name_of)
def case(request: pytest.FixtureRequest) -> Case:
    told: Case = request.param
    return told


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits as long in a test as in the world."""
    ask: Callable[..., Answer] = wire._ask
    monkeypatch.setattr(wire, "LONGEST", 0.3)
    monkeypatch.setattr(wire, "_ask", lambda *words: ask(*words[:4], (0.5, 0.3)))


def test_a_provider_is_a_file_a_line_in_the_registry_and_a_case() -> None:
    files = {module.name for module in pkgutil.iter_modules(providers.__path__)}

    assert set(KINDS) == files
    assert {case.provider.name for case in CASES} == files


# --- what it hears ---------------------------------------------------------------------------


def test_it_reads_the_same_however_often(case: Case) -> None:
    transfer = Transfer()
    told = case.tells(transfer)

    notice = case.provider.read(told)

    assert isinstance(notice, Notice)
    assert (notice.provider, notice.amount) == (case.provider.name, Money(204_000))
    assert transfer.memo in notice.memo or notice.reference
    assert notice.transaction_id
    assert notice.to_account
    assert [case.provider.read(told) for _time in range(3)] == [notice] * 3


def test_other_money_is_another_transaction(case: Case) -> None:
    one, other = (case.provider.read(case.tells(Transfer(number=number))) for number in (1, 2))

    assert isinstance(one, Notice)
    assert isinstance(other, Notice)
    assert one.transaction_id != other.transaction_id


def test_a_changed_message_is_not_believed(case: Case) -> None:
    if case.covers is Covers.NOTHING:
        return
    told = case.tells(Transfer())
    genuine = case.provider.read(told)

    for changed in _changed_messages(told):
        assert _heard(case.provider, changed) in _allowed(case, genuine)


def test_a_message_about_other_money_is_forged(case: Case) -> None:
    if case.covers is Covers.NOTHING:
        return
    told = case.tells(Transfer(amount=204_000))
    body, query = told.body.replace(b"204000", b"904000"), told.query.replace("204000", "904000")

    assert (body, query) != (told.body, told.query)
    assert _heard(case.provider, replace(told, body=body, query=query)) is BadSignature


def test_a_changed_signature_is_not_believed(case: Case) -> None:
    told = case.tells(Transfer())

    for headers in _changed_headers(told):
        assert _heard(case.provider, replace(told, headers=headers)) is BadSignature


def test_a_message_cut_short_is_not_believed(case: Case) -> None:
    told = case.tells(Transfer())

    for length in range(0, len(told.body or told.query) - 1, 7):
        cut = replace(told, body=told.body[:length], query=told.query[:length])
        assert _heard(case.provider, cut) in (BadSignature, NotUnderstood)


@pytest.mark.parametrize(
    "nonsense",
    [
        b"",
        b"\0",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"{}",
        b'"\\ud800"',
        b"NaN",
        b"[" * 60_000,
        b'{"data":' * 8_000,
        b'{"id": 1e999}',
        b'{"data": {"id": ' + b"9" * 60_000 + b"}}",
        b"x" * 65_536,
        b"%" * 1_000 + b"&=" * 30_000,
        b'{"data": "\\ud800", "signature": "\\ud800", "mac": "\\ud800"}',
        b'{"data": {"\\ud800": 1}, "signature": []}',
    ],
    ids=lambda nonsense: repr(nonsense[:20]),
)
def test_nonsense_is_refused_at_once(case: Case, nonsense: bytes) -> None:
    told, began = case.says(nonsense), time.process_time()

    assert _heard(case.provider, told) in (BadSignature, NotUnderstood)

    assert time.process_time() - began < 1


def test_fields_nobody_has_heard_of_do_no_harm(case: Case) -> None:
    more = Transfer(extra={"newField": "mới", "another": "1"})

    assert case.provider.read(case.tells(more)) == case.provider.read(case.tells(Transfer()))


@pytest.mark.parametrize("amount", [0, -5, 1.5, 10**30, None, "", "một trăm"], ids=repr)
def test_sums_that_nobody_pays_are_not_believed(case: Case, amount: object) -> None:
    heard = _heard(case.provider, case.tells(Transfer(amount=amount)))

    assert heard in (NotUnderstood, None) if amount == -5 else heard is NotUnderstood


@pytest.mark.parametrize(
    "odd",
    [None, True, -1, 1.5, 10**30, "", "x" * 6_000, "a\0b", "\ud800", [], {}, [[1]], {"a": {}}],
    ids=lambda odd: repr(odd)[:12],
)
def test_odd_values_are_refused_or_can_be_stored(case: Case, odd: object) -> None:
    for name in _names_in(case.tells(Transfer())):
        try:
            told = case.tells(Transfer(extra={name: odd}))
        except UnicodeEncodeError:
            continue  # nobody can sign this
        heard = _heard(case.provider, told)
        if isinstance(heard, Notice):
            assert 0 < heard.amount.dong <= HIGHEST
            limits = [(heard.transaction_id, 80), (heard.reference, 100), (heard.to_account, 30)]
            for words, limit in [*limits, (heard.memo, 300), (heard.bank_reference, 60)]:
                assert len(words) <= limit
                assert "\0" not in words
                words.encode()


def test_money_that_left_is_no_news(case: Case) -> None:
    told = case.money_out()
    if told is not None:
        assert case.provider.read(told) is None


def test_a_nul_in_the_note_is_taken_out(case: Case) -> None:
    notice = case.provider.read(case.tells(Transfer(memo="CB7K2\0M9Q4")))

    assert isinstance(notice, Notice)
    assert "\0" not in notice.memo


def test_it_answers_as_its_documents_want(case: Case) -> None:
    said = {heard: case.provider.reply(heard) for heard in Heard}

    assert {heard: (reply.status, _as_json(reply.body)) for heard, reply in said.items()} == dict(
        case.replies
    )


def test_it_keeps_what_it_needs_to_read_again_and_no_secret(case: Case) -> None:
    told = case.tells(Transfer())
    arrived = replace(told, headers={**told.headers, "cookie": "x", "user-agent": "y"})

    kept = _kept(case.provider, arrived)

    assert case.provider.read(kept) == case.provider.read(told)
    assert "cookie" not in kept.headers
    for secret in _secrets(case):
        assert secret not in repr(kept)


def test_secrets_stay_out_of_what_is_printed(case: Case) -> None:
    for secret in _secrets(case):
        assert secret not in f"{case.provider!r} {case.provider!s} {case.credentials!r}"


def _changed_messages(told: Callback) -> Iterator[Callback]:
    """Every single byte, changed by one bit."""
    for place, byte in enumerate(told.body):
        yield replace(told, body=told.body[:place] + bytes([byte ^ 1]) + told.body[place + 1 :])
    for place, letter in enumerate(told.query):
        changed = told.query[:place] + chr(ord(letter) ^ 1) + told.query[place + 1 :]
        yield replace(told, query=changed)


def _changed_headers(told: Callback) -> Iterator[dict[str, str]]:
    for name, value in told.headers.items():
        yield {other: said for other, said in told.headers.items() if other != name}
        yield {**told.headers, name: "chữ ký \ud800"}
        for place, letter in enumerate(value):
            changed = value[:place] + chr(ord(letter) ^ 1) + value[place + 1 :]
            yield {**told.headers, name: changed}


def _names_in(told: Callback) -> list[str]:
    """Of all its fields, wherever they stand."""
    queried = [name.removeprefix("vnp_") for name, _ in parse_qsl(told.query)]
    return queried or list(_fields_of(_as_json(told.body.decode())))


def _fields_of(told: object) -> Iterator[str]:
    if isinstance(told, dict):
        yield from told
        for value in told.values():
            yield from _fields_of(_as_json(value) if isinstance(value, str) else value)


def _allowed(case: Case, genuine: News) -> tuple[object, ...]:
    if case.covers is Covers.BYTES:
        return (BadSignature,)
    return (BadSignature, NotUnderstood, genuine)


def _heard(provider: Provider, callback: Callback) -> object:
    """The news, or the name of the refusal. Anything else is raised."""
    try:
        return provider.read(callback)
    except (BadSignature, NotUnderstood) as refusal:
        return type(refusal)


def _kept(provider: Provider, arrived: Callback) -> Callback:
    """What storing leaves of a message: as the web's door does it."""
    headers = {
        name: value for name, value in arrived.headers.items() if name in provider.kept_headers
    }
    callback = replace(arrived, headers=headers)
    return provider.sealed(callback) if isinstance(provider, Bearer) else callback


def _secrets(case: Case) -> list[str]:
    values = [getattr(case.credentials, name) for name in type(case.credentials).model_fields]
    return [value.get_secret_value() for value in values if isinstance(value, SecretStr) and value]


def _as_json(body: str) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return body


# --- what it asks ----------------------------------------------------------------------------


@pytest.mark.parametrize("illness", Illness, ids=lambda illness: illness.name)
def test_an_ill_server_holds_nobody_up(case: Case, impatient: None, illness: Illness) -> None:
    with an_ill_server(illness) as address:
        for question in _questions(case, address):
            began = time.monotonic()
            _goes_unanswered(case, question)
            assert time.monotonic() - began < LONG


def test_nonsense_is_no_answer(case: Case, impatient: None) -> None:
    said: list[Answer] = []
    with a_server(lambda _question: said[-1]) as address:
        for question in _questions(case, address):
            for answer in _NONSENSE:
                said.append(answer)
                _goes_unanswered(case, question)


_NONSENSE = [
    Answer(status, body)
    for status in (200, 302, 400, 401, 404, 429, 500)
    for body in (b"", b"\xff", b"null", b"[]", b"{}", b"<html>", b"[" * 60_000, b'{"data": 1}')
]


def test_whoever_holds_the_credentials_is_known(case: Case, app: Flask) -> None:
    with _its_own_side(case, app) as address:
        case.at(address).greet(at=clock.now())


def test_whoever_guesses_them_is_told_so(case: Case, app: Flask) -> None:
    with _its_own_side(case, app) as address:
        provider = case.at(address)
        guessed = {
            name: SecretStr("guessed")
            for name, value in provider.credentials  # type: ignore[attr-defined]
            if isinstance(value, SecretStr) and value
        }
        wrong = provider.credentials.model_copy(update=guessed)  # type: ignore[attr-defined]
        with pytest.raises(Declined) as refused:
            type(provider)(wrong).greet(at=clock.now())  # type: ignore[call-arg]
    assert str(refused.value).startswith(f"{provider.name}: ")


def test_who_repeats_our_secrets_is_not_repeated(case: Case, impatient: None) -> None:
    """Their words are shown to people. Whatever stands where they may speak is tidied first."""
    ours = " ".join([*_secrets(case), "x" * 500, "\0\n"])
    names = "message desc error return_message sub_return_message vnp_Message"
    codes = {"code": "401", "resultCode": 11, "return_code": 2, "vnp_ResponseCode": "97"}
    stripes = {"error": {"type": "invalid_request_error", "message": ours}}
    said: list[dict[str, Any]] = []
    with a_server(lambda _question: Answer(401, json.dumps(said[-1]).encode())) as address:
        for more in (codes, stripes):
            said.append({**dict.fromkeys(names.split(), ours), **more})
            with pytest.raises((Declined, Unreachable)) as refused:
                case.at(address).greet(at=MARKET_DAY)
            told = f"{refused.value} {getattr(refused.value, 'words', '')}"
            assert len(told) < 300
            assert [secret for secret in _secrets(case) if secret in told] == []


@contextmanager
def _its_own_side(case: Case, app: Flask) -> Iterator[str]:
    """Where the provider's servers are played."""
    if isinstance(case, GatewayCase):
        with case.counter(app) as counter:
            yield counter.address
        return

    def answer(question: Question) -> Answer:
        where = urlsplit(question.path)
        path = where.path.removeprefix("/")
        call = Call(question.method, path, where.query, question.headers, question.body)
        status, said = lists.answer(case.provider, call) or (404, {})
        return Answer(status, json.dumps(said).encode())

    with a_server(answer) as address:
        yield address


def _goes_unanswered(case: Case, question: Callable[[], object]) -> None:
    with pytest.raises((Unreachable, Declined)) as refused:
        question()
    error: BaseException | None = refused.value
    while error:
        for secret in _secrets(case):
            assert secret not in f"{error!r} {error!s}"
        error = error.__cause__ or error.__context__


def _questions(case: Case, address: str) -> list[Callable[[], object]]:
    provider, asked = case.at(address), list[Callable[[], object]]()
    asked.append(lambda: provider.greet(at=MARKET_DAY))
    if isinstance(provider, Messenger):
        asked.append(lambda: provider.since("", at=MARKET_DAY))
    if isinstance(provider, Gateway):
        charge = a_charge(provider, at=MARKET_DAY)
        attempt = Attempt(charge.reference, "theirs", charge.amount, MARKET_DAY, "transaction")
        refund = a_refund(provider, attempt, charge.amount, at=MARKET_DAY)
        if case.opens_by_asking:
            asked.append(lambda: provider.open(charge))
        asked += [
            lambda: provider.ask(attempt, at=MARKET_DAY),
            lambda: provider.give_back(refund),
            lambda: provider.ask_back(refund, at=MARKET_DAY),
        ]
    return asked


def a_charge(gateway: Gateway, *, at: datetime) -> Charge:
    return Charge(
        reference=gateway.new_reference("CB7K2M9Q4", at=at),
        amount=Money(204_000),
        words="Don hang CB7K2M9Q4",
        come_back_to="https://cho.example/payments/back",
        tell_us_at=f"https://cho.example/payments/notices/{gateway.name}",
        payer_address="203.0.113.7",
        language="vi",
        at=at,
        until=at + timedelta(minutes=40),
    )


def a_refund(gateway: Gateway, attempt: Attempt, amount: Money, *, at: datetime) -> GivingBack:
    return GivingBack(
        reference=gateway.new_refund_reference("CB7K2M9Q4", at=at),
        of=attempt,
        amount=amount,
        words="Tra lai tien don hang CB7K2M9Q4",
        by="ba Nhinh",
        at=at,
    )


# --- and the contract can be broken ----------------------------------------------------------


class Gullible(SePay):
    """Believes everybody."""

    def _check_signature(self, callback: Callback) -> None:
        pass


class Talkative(SePay):
    """Says too much."""

    def greet(self, *, at: datetime) -> None:
        raise Declined(self.name, f"they did not like {_secrets(SignedSePay())}")

    def since(self, cursor: str, *, at: datetime) -> Any:
        raise Declined(f"they did not like {_secrets(SignedSePay())}")


@dataclass
class Faulty(SignedSePay):
    fault: type[SePay]

    def at(self, address: str) -> SePay:
        return self.fault(self.credentials)


@pytest.mark.parametrize(
    "check",
    [
        test_a_changed_message_is_not_believed,
        test_a_message_about_other_money_is_forged,
        test_a_changed_signature_is_not_believed,
    ],
)
def test_one_that_believes_everybody_is_found_out(check: Callable[[Case], None]) -> None:
    with pytest.raises(AssertionError):
        check(Faulty(Gullible))


def test_one_that_says_too_much_is_found_out() -> None:
    with pytest.raises(AssertionError):
        test_nonsense_is_no_answer(Faulty(Talkative), None)
    with pytest.raises(AssertionError):
        test_who_repeats_our_secrets_is_not_repeated(Faulty(Talkative), None)
