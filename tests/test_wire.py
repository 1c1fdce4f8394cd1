"""The door for what leaves the house: an answer, or Unreachable, and never a long wait."""

import time

import pytest

from storefront import wire
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


def test_an_answer_of_the_longest_kind_is_read_whole() -> None:
    with a_server(lambda _question: Answer(200, b"x" * wire.LARGEST)) as address:
        assert len(wire.get(address, headers={}).body) == wire.LARGEST


def test_nobody_is_led_elsewhere() -> None:
    with a_server(lambda _question: Answer(302, b"")) as address:
        assert wire.get(address, headers={}).status == 302
