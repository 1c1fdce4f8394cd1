"""Whether the authority stands by a certificate: its list, its answer, or why nobody knows."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from storefront import files
from storefront.reports import paper, practice_authority, revocation
from storefront.reports.revocation import Standing
from storefront.reports.signing import Seal
from tests.reports.test_signing import a_paper

NOW = datetime.now(UTC).replace(microsecond=0)
Answers = Callable[[bytes], bytes]


@contextmanager
def an_authority(answer: Answers) -> Iterator[str]:
    class Desk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            self.send_response(200 if said else 503)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/revoked.crl"
    server.shutdown()
    server.server_close()


def path_of(folder: Path, lists: str) -> list[str]:
    """The practice certificate and the one above it, as a signed paper carries them."""
    body = practice_authority.certificate(folder, lists=lists)
    _key, own, (above,) = pkcs12.load_key_and_certificates(body, None)
    assert own
    return [base64.b64encode(it.public_bytes(Encoding.DER)).decode() for it in (own, above)]


def test_a_signed_paper_carries_what_is_asked_about(tmp_path: Path) -> None:
    seal = Seal(lambda: practice_authority.certificate(tmp_path), "", practice=True)

    verdict = seal.verify(seal.sign(paper.pdf(a_paper()), reason="Số 1", location="Lạng Sơn"))

    assert verdict
    assert verdict.path == path_of(tmp_path, "")


def test_a_certificate_stands_until_it_is_taken_back(tmp_path: Path) -> None:
    with an_authority(lambda _asked: practice_authority.revoked(tmp_path, at=NOW)) as lists:
        path = path_of(tmp_path, lists)
        assert revocation.standing(path, at=NOW).standing is Standing.GOOD

        practice_authority.take_back(tmp_path, at=NOW - timedelta(hours=1))
        revocation.forget()
        found = revocation.standing(path, at=NOW)

    assert (found.standing, found.since) == (Standing.REVOKED, NOW - timedelta(hours=1))


def test_an_authority_is_not_called_again_at_once(tmp_path: Path) -> None:
    asked = []

    def answer(body: bytes) -> bytes:
        asked.append(body)
        return practice_authority.revoked(tmp_path, at=NOW)

    with an_authority(answer) as lists:
        path = path_of(tmp_path, lists)
        for _time in range(3):
            revocation.standing(path, at=NOW)

    assert len(asked) == 1


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("nobody named", Standing.NOWHERE),
        ("nobody answers", Standing.UNREACHABLE),
        ("it is closed", Standing.UNREACHABLE),
        ("garbage", Standing.NONSENSE),
        ("another's list", Standing.NONSENSE),
        ("yesterday's list", Standing.NONSENSE),
        ("tomorrow's list", Standing.NONSENSE),
    ],
)
def test_what_nobody_knows_is_said_with_its_reason(
    tmp_path: Path, case: str, expected: Standing
) -> None:
    lists: dict[str, Answers] = {
        "garbage": lambda _asked: b"no list",
        "it is closed": lambda _asked: b"",
        "another's list": lambda _asked: practice_authority.revoked(tmp_path / "other", at=NOW),
        "yesterday's list": lambda _asked: practice_authority.revoked(
            tmp_path, at=NOW - timedelta(days=2)
        ),
        "tomorrow's list": lambda _asked: practice_authority.revoked(
            tmp_path, at=NOW + timedelta(days=2)
        ),
    }
    with an_authority(lists.get(case, lists["garbage"])) as there:
        places = {"nobody named": "", "nobody answers": "http://127.0.0.1:9/revoked.crl"}
        path = path_of(tmp_path, places.get(case, there))
        found = revocation.standing(path, at=NOW)

    assert found == revocation.Revocation(expected)


# --- asked directly (OCSP) ---------------------------------------------------------------------


@cache
def of_an_authority(folder: Path) -> tuple[RSAPrivateKey, x509.Certificate]:
    practice_authority.revoked(folder, at=NOW)
    body = (folder / "authority.p12").read_bytes()
    key, own, _others = pkcs12.load_key_and_certificates(body, None)
    assert isinstance(key, RSAPrivateKey)
    assert own
    return key, own


def answered(folder: Path, signer: Path, asked: bytes, *, is_good: bool) -> bytes:
    """By the authority of one folder, signed with the key of another."""
    of_an_authority(folder)
    key, by = of_an_authority(signer)
    told = (
        ocsp.OCSPResponseBuilder()
        .add_response_by_hash(
            ocsp.load_der_ocsp_request(asked).issuer_name_hash,
            ocsp.load_der_ocsp_request(asked).issuer_key_hash,
            ocsp.load_der_ocsp_request(asked).serial_number,
            hashes.SHA1(),  # noqa: S303  as it was asked
            ocsp.OCSPCertStatus.GOOD if is_good else ocsp.OCSPCertStatus.REVOKED,
            NOW - timedelta(hours=1),
            NOW + timedelta(hours=1),
            None if is_good else NOW - timedelta(days=3),
            None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, by)
    )
    return told.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.mark.parametrize(
    ("signer", "is_good", "expected"),
    [
        ("own", True, Standing.GOOD),
        ("own", False, Standing.REVOKED),
        ("other", True, Standing.NONSENSE),
    ],
)
def test_an_authority_is_asked_directly_where_the_certificate_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, signer: str, is_good: bool, expected: Standing
) -> None:
    own, by = tmp_path / "own", tmp_path / signer

    def named(url: str) -> x509.ExtensionType:
        where = x509.UniformResourceIdentifier(url)
        one = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, where)
        return x509.AuthorityInformationAccess([one])

    monkeypatch.setattr(practice_authority, "_named_list", named)
    with an_authority(lambda asked: answered(own, by, asked, is_good=is_good)) as there:
        found = revocation.standing(path_of(own, there), at=NOW)

    assert found.standing is expected
    assert found.since == (NOW - timedelta(days=3) if expected is Standing.REVOKED else None)


def test_a_certificate_made_before_there_were_lists_stays(tmp_path: Path) -> None:
    old = practice_authority.made(at=NOW)
    files.write_whole(tmp_path / "province.p12", old)

    assert practice_authority.certificate(tmp_path, lists="http://127.0.0.1/x") == old
