"""The door for what leaves the house: an answer, or Unreachable, and never a long wait."""

import ast
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from storefront import dialling, plainly, wire
from storefront.wire import Answer, Unreachable
from tests.wires import Illness, Question, a_server, an_ill_server


def test_a_question_and_its_answer() -> None:
    heard: list[Question] = []

    def answering(question: Question) -> Answer:
        heard.append(question)
        return Answer(201, "chào".encode())

    with a_server(answering) as address:
        answer = wire.post(
            f"{address}/cửa?a=1", b"\x00\xff", headers={"X-Name": "Nhình".encode().hex()}
        )

    assert answer == Answer(201, "chào".encode())
    assert (heard[0].method, heard[0].path) == ("POST", "/c%E1%BB%ADa?a=1")
    assert (heard[0].body, heard[0].headers["x-name"]) == (b"\x00\xff", "Nhình".encode().hex())


def test_a_real_market_asks_nobody_plainly_but_for_what_is_signed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As if it stood elsewhere: this machine is always asked as one likes."""
    monkeypatch.setattr(plainly, "is_elsewhere", bool)
    with a_server(lambda _question: Answer(200, b"")) as address:
        for plain, signed, is_heard in (
            (None, False, True), (frozenset(), False, False), (frozenset(), True, True),
            (frozenset({"127.0.0.1"}), False, True),
        ):  # fmt: skip
            monkeypatch.setattr(wire, "_plain", plain)
            with nullcontext() if is_heard else pytest.raises(Unreachable, match="https only"):
                wire.get(address, headers={}, signed=signed)
            with nullcontext() if is_heard else pytest.raises(Unreachable, match="https only"):
                wire.post(address, b"", headers={}, signed=signed)


@pytest.mark.parametrize("illness", Illness, ids=lambda illness: illness.name)
def test_a_server_that_falls_ill_holds_nobody_up(
    illness: Illness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "TIMEOUT", (0.5, 0.4))
    monkeypatch.setattr(wire, "LONGEST", 0.4)
    began = time.monotonic()

    with an_ill_server(illness) as address, pytest.raises(Unreachable):
        wire.get(address, headers={})

    assert time.monotonic() - began < 8


def test_when_no_time_is_left_nobody_is_asked() -> None:
    asked: list[Question] = []

    def answering(question: Question) -> Answer:
        asked.append(question)
        return Answer(200, b"")

    with (
        a_server(answering) as address,
        wire.within(0),
        wire.within(60),
        pytest.raises(Unreachable),
    ):
        wire.get(address, headers={})
    assert not asked


def test_an_answer_of_the_longest_kind_is_read_whole() -> None:
    with a_server(lambda _question: Answer(200, b"x" * wire.LARGEST)) as address:
        assert len(wire.get(address, headers={}).body) == wire.LARGEST


def test_nobody_is_led_elsewhere() -> None:
    with a_server(lambda _question: Answer(302, b"")) as address:
        assert wire.get(address, headers={}).status == 302


REFUSED = [
    "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.1",
    "100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1%eth0",
    "fd00::1",
    "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::",
    "fd00:ec2::254",
]  # fmt: skip
PUBLIC = ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]


def test_what_is_public() -> None:
    assert [it for it in REFUSED if dialling.is_public(it)] == []
    assert [it for it in PUBLIC if not dialling.is_public(it)] == []


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """With real money: nobody of our own is asked."""
    monkeypatch.setattr(wire, "_ours", frozenset())


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "127.1"]
)
def test_our_own_house_is_not_asked(outside: None, host: str) -> None:
    heard: list[Question] = []
    with a_server(_noting(heard)) as address, pytest.raises(Unreachable):
        wire.get(address.replace("127.0.0.1", host), headers={})
    assert heard == []


def test_in_practice_what_is_named_is_asked_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[Question] = []
    with a_server(_noting(heard)) as address:
        assert wire.get(address, headers={}).status == 200
        monkeypatch.setattr(wire, "_ours", frozenset({"gateway.example"}))
        with pytest.raises(Unreachable, match="no public address"):
            wire.get(address, headers={})
    assert len(heard) == 1


def _noting(heard: list[Question]) -> Callable[[Question], Answer]:
    def answering(question: Question) -> Answer:
        heard.append(question)
        return Answer(200, b"")

    return answering


def test_a_name_that_changes_its_meaning_is_looked_up_once(
    outside: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first answer is a public address (the test says so of 127.0.0.2), the next our own."""
    asked, heard = list[str](), list[Question]()
    answers = iter(["127.0.0.2", "127.0.0.1", "127.0.0.1"])
    plainly, numbers = socket.getaddrinfo, socket.AI_NUMERICHOST

    def changing(host: str, *rest: Any, **more: Any) -> Any:
        asked.append(host)
        host = next(answers) if host == "gateway.example" else host
        return plainly(host, *rest, **{**more, "flags": numbers})

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    honest = dialling.is_public
    monkeypatch.setattr(dialling, "is_public", lambda it: it == "127.0.0.2" or honest(it))

    with a_server(_noting(heard)) as address, pytest.raises(Unreachable):
        wire.get(address.replace("127.0.0.1", "gateway.example"), headers={})

    assert heard == []
    assert asked.count("gateway.example") == 1


def test_one_private_answer_among_public_ones_is_a_trick(
    outside: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [(2, 1, 6, "", (it, 80)) for it in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_said, **_more: found)

    with pytest.raises(Unreachable, match=r"10\.0\.0\.1"):
        wire.get("http://gateway.example/", headers={})


def test_nobody_is_led_into_the_house(monkeypatch: pytest.MonkeyPatch) -> None:
    """And no proxy of the environment is heard, which would look names up for us."""
    heard, inside = list[Question](), list[Question]()
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)

    with a_server(_noting(inside)) as ours, a_server(_leading_to(ours, heard)) as address:
        assert wire.get(address, headers={}).status == 302
    assert (len(heard), inside) == (1, [])


def _leading_to(place: str, heard: list[Question]) -> Callable[[Question], Answer]:
    def answering(question: Question) -> Answer:
        heard.append(question)
        return Answer(302, place.encode())

    return answering


OUTWARDS = ("requests", "urllib3", "urllib", "http", "httpx", "aiohttp", "socket", "ssl",
            "smtplib", "ftplib", "telnetlib", "xmlrpc", "boto3", "botocore")  # fmt: skip
MAY = {
    "wire.py": "the door",
    "dialling.py": "what it connects by",
    "line_watch.py": "closes lines to the database that fell silent, opens none",
    "buckets.py": "the operator's own bucket, an address of settings as the database's",
}
HARMLESS = {"urllib.parse", "http.HTTPStatus", "http"}


def test_nothing_else_goes_out() -> None:
    home = Path(wire.__file__).parent
    found = {
        f"{path.relative_to(home)}: {name}"
        for path in home.rglob("*.py")
        if str(path.relative_to(home)) not in MAY
        for name in _imported(ast.parse(path.read_text(encoding="utf-8")))
        if name.split(".")[0] in OUTWARDS and name not in HARMLESS
    }
    assert found == set()


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (it.name for it in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
