"""Timestamps asked of an authority over HTTP: a real one, a slow one, a lying one, none."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from storefront import wire
from storefront.reports import paper, practice_authority, practice_stamps, stamping, verifying
from storefront.reports.practice_stamps import BadQuestion
from storefront.reports.signing import Seal, WrongCertificate
from storefront.reports.stamping import NoStamp
from storefront.settings import Settings
from tests.reports.test_signing import a_paper, settings

AN_HOUR_AGO = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
Answers = Callable[[bytes], tuple[int, bytes]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("authority")


@pytest.fixture(autouse=True)
def _however_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the test that is about time is about time."""
    monkeypatch.setattr(stamping, "PATIENCE", 300.0)
    monkeypatch.setattr(wire, "TIMEOUT", (120.0, 120.0))


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return paper.pdf(a_paper())


@contextmanager
def an_authority(answers: Answers) -> Iterator[str]:
    """A server that answers as it is told to."""

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            status, body = answers(asked)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def real(folder: Path, asked: bytes, *, at: datetime = AN_HOUR_AGO) -> tuple[int, bytes]:
    return 200, practice_stamps.answer(folder, asked, at=at)


def a_seal(folder: Path, stamps_at: str) -> Seal:
    return Seal(
        lambda: practice_authority.certificate(folder),
        "",
        practice=True,
        stamps_at=stamps_at,
        stamp_roots=lambda: [practice_stamps.root(folder)],
    )


def test_the_moment_is_by_the_authoritys_clock(folder: Path, pdf: bytes) -> None:
    with an_authority(partial(real, folder)) as address:
        signed = a_seal(folder, address).seal(pdf, reason="Số 1", location="Lạng Sơn")

    it = signed.verdict
    assert signed.no_stamp is None
    assert (it.is_good, it.is_stamp_trusted, it.stamped_on) == (True, True, AN_HOUR_AGO)
    assert it.stamped_by == practice_authority.CLOCK
    changed = signed.body[:500] + bytes([signed.body[500] ^ 1]) + signed.body[501:]
    verdict = a_seal(folder, "").verify(changed)
    assert verdict is None or not verdict.is_whole


def test_a_stamp_by_somebody_else_is_not_trusted(folder: Path, pdf: bytes, tmp_path: Path) -> None:
    """It is in the paper and told; nobody here vouches for it."""
    with an_authority(partial(real, tmp_path)) as address:
        signed = a_seal(folder, address).seal(pdf, reason="Số 1", location="Lạng Sơn")

    assert signed.verdict.is_good
    assert signed.verdict.stamped_at
    assert not signed.verdict.is_stamp_trusted


def test_whom_a_stamper_certifies_does_not_sign_for_us(folder: Path, pdf: bytes) -> None:
    """A public authority stamps for us and certifies half the country: that is not our name."""
    with an_authority(partial(real, folder)) as address:
        signed = a_seal(folder, address).seal(pdf, reason="Số 1", location="Lạng Sơn")
    ours = a_seal(folder, "").trust
    swapped = verifying.Trust(signers=ours.stampers, stampers=ours.signers)

    verdict = verifying.examine(signed.body, swapped)

    assert verdict
    assert (verdict.is_whole, verdict.is_trusted, verdict.is_stamp_trusted) == (True, False, False)


def of_something_else(folder: Path, asked: bytes) -> tuple[int, bytes]:
    """A good signature over another hash."""
    from asn1crypto import tsp

    request = tsp.TimeStampReq.load(asked)
    request["message_imprint"]["hashed_message"] = b"\x01" * 32
    return real(folder, request.dump(force=True))


def with_another_nonce(folder: Path, asked: bytes) -> tuple[int, bytes]:
    from asn1crypto import tsp

    request = tsp.TimeStampReq.load(asked)
    request["nonce"] = 7
    return real(folder, request.dump(force=True))


def broken(folder: Path, asked: bytes) -> tuple[int, bytes]:
    """One byte of the authority's signature is another."""
    _status, body = real(folder, asked)
    return 200, body[:-9] + bytes([body[-9] ^ 1]) + body[-8:]


def rejecting(_folder: Path, _asked: bytes) -> tuple[int, bytes]:
    """As a real one does: a status of 2, and no token."""
    return 200, bytes.fromhex("3005300302 0102")


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (lambda _folder, _asked: (503, b""), NoStamp.REFUSED),
        (rejecting, NoStamp.REFUSED),
        (lambda _folder, _asked: (200, b"<html>"), NoStamp.NONSENSE),
        (lambda _folder, _asked: (200, b""), NoStamp.NONSENSE),
        (of_something_else, NoStamp.NONSENSE),
        (with_another_nonce, NoStamp.NONSENSE),
        (broken, NoStamp.NONSENSE),
    ],
)
def test_without_a_good_stamp_it_is_signed_and_said_so(
    folder: Path, pdf: bytes, answers: Any, why: NoStamp
) -> None:
    with an_authority(partial(answers, folder)) as address:
        signed = a_seal(folder, address).seal(pdf, reason="Số 1", location="Lạng Sơn")

    assert signed.no_stamp is why
    assert (signed.verdict.is_good, signed.verdict.stamped_at) == (True, "")


def test_nobody_is_waited_for_for_long(
    folder: Path, pdf: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamping, "PATIENCE", 0.3)
    silent = threading.Event()

    def never(_asked: bytes) -> tuple[int, bytes]:
        silent.wait(20)
        return 200, b""

    with an_authority(never) as address:
        began = time.monotonic()
        with pytest.raises(stamping.NotStamped) as refusal:
            _ask(address)
        took = time.monotonic() - began
        silent.set()

    assert refusal.value.why is NoStamp.UNREACHABLE
    assert took < 10


def _ask(address: str) -> None:
    asked = stamping.Authority(address).async_timestamp
    verifying.alone(lambda: asyncio.run(asked(b"\x01" * 32, "sha256")))


def test_nobody_there(folder: Path, pdf: bytes) -> None:
    signed = a_seal(folder, "http://127.0.0.1:9/").seal(pdf, reason="", location="")

    assert signed.no_stamp is NoStamp.UNREACHABLE


@pytest.mark.parametrize("question", [b"", b"x", b"\x30\x80", b"0" * 4000])
def test_the_practice_authority_answers_questions_only(folder: Path, question: bytes) -> None:
    with pytest.raises(BadQuestion):
        practice_stamps.answer(folder, question, at=AN_HOUR_AGO)


def test_settings_name_the_authority(tmp_path: Path) -> None:
    at_home = Settings.from_env({"PUBLIC_URL": "http://cho.example"})
    assert at_home.report_timestamp_url == "http://cho.example/practice/timestamps"
    outside = {"PRACTICE": "0", "SECRET_KEY": "x" * 40}
    assert Settings.from_env(outside).report_timestamp_url == ""
    wrong = replace(settings(tmp_path), report_timestamp_root=str(tmp_path / "none.pem"))
    with pytest.raises(WrongCertificate, match="REPORT_TIMESTAMP_ROOT"):
        Seal.of(wrong)
