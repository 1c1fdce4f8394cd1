"""Everybody may ask whether a report is ours, whole and the newest; no person is named."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from cryptography import x509
from sqlalchemy import select

from storefront import clock, wire
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.places.models import Place
from storefront.reports import paper, practice_authority, revocation, verifying
from storefront.reports.models import Report, Signature
from storefront.reports.signing import Seal
from storefront.web import report_check
from tests.browser import Browser
from tests.reports.test_signing import a_paper
from tests.village import posted
from tests.web.test_reports import SIGNED_BY, Scene, a_file, frozen, scene, told

__all__ = ["scene"]

CHECK = "/check/reports"
on_one = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
"""What no database answers otherwise than another."""


@pytest.fixture
def signed(browser: Browser, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Report:
    """A frozen and signed report. Files are read in this process: starting another takes long."""
    monkeypatch.setattr(verifying, "aside", verifying.examine)
    browser.sign_in(scene.officer)
    report = frozen(browser, scene)
    browser.post(f"/reports/{report.code}/signature")
    return report


def upload(browser: Browser, body: bytes, *, expect: int = 200) -> str:
    data = {"file": (BytesIO(body), "bao-cao.pdf")}
    answer = browser.client.post(CHECK, data=data, content_type="multipart/form-data")
    assert answer.status_code == expect, answer.text[:2_000]
    return " ".join(answer.text.replace("\N{NO-BREAK SPACE}", " ").split())


def by_another(pdf: bytes, report: Report) -> bytes:
    body = practice_authority.made(at=datetime.now(UTC), holder="UBND tỉnh khác")
    seal = Seal(lambda: body, "", practice=True)
    return seal.sign(pdf, reason=f"1/2026 · {report.code}", location="Lạng Sơn")


def test_the_signed_paper_is_whole_and_practice_is_said_loudly(
    browser: Browser, signed: Report
) -> None:
    words = upload(browser, a_file(browser, signed, "signed"))

    for part in (
        "Đã ký, còn nguyên",
        "Ký bằng chứng thư thử của máy này",
        practice_authority.HOLDER,
        signed.code,
        signed.digest,
    ):
        assert part in words
    kept = session.scalars(select(Signature)).one()
    assert kept.certificate in words
    assert (kept.is_practice, kept.no_stamp, kept.stamped_at) == (True, None, None)


@on_one
@pytest.mark.parametrize("where", [0.05, 0.5, 0.7])
def test_one_changed_byte_is_found(browser: Browser, signed: Report, where: float) -> None:
    body = bytearray(a_file(browser, signed, "signed"))
    body[int(body.index(b"/ByteRange") * where)] ^= 1

    words = upload(browser, bytes(body))

    assert "Đã ký, còn nguyên" not in words
    assert "Đã bị sửa sau khi ký" in words or "Không có tệp nào như thế này" in words


def test_a_changed_number_is_found_and_the_report_is_named(
    browser: Browser, signed: Report
) -> None:
    """Somebody sets the paper anew with a better number and puts the old signature behind it."""
    body = a_file(browser, signed, "signed")
    end = body.index(b"%%EOF")
    forged = body[:200] + b"9" + body[201:end] + body[end:]

    words = upload(browser, forged)

    assert "Đã bị sửa sau khi ký" in words
    assert signed.code in words, "the signature still names it"


@on_one
def test_another_certificate_is_not_ours(browser: Browser, signed: Report) -> None:
    words = upload(browser, by_another(a_file(browser, signed, "pdf"), signed))

    assert "Không phải chữ ký của chúng tôi" in words
    assert "UBND tỉnh khác" in words


def test_another_certificate_of_our_own_authority_is_not_ours(
    browser: Browser, signed: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a public authority certifies is somebody; it need not be us."""
    body = practice_authority.made(at=datetime.now(UTC), holder="UBND tỉnh khác")
    other = Seal(lambda: body, "", practice=True)
    paper_ = other.sign(a_file(browser, signed, "pdf"), reason=signed.code, location="")
    own = browser.client.application.extensions["seal"]
    trusting_both = verifying.Trust([own.root, other.root])
    monkeypatch.setattr(type(own), "trust", trusting_both)

    words = upload(browser, paper_)

    assert "Không phải chữ ký của chúng tôi" in words


@on_one
def test_papers_stay_ours_when_the_province_has_a_new_certificate(
    browser: Browser, signed: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = a_file(browser, signed, "signed")
    new = practice_authority.made(at=datetime.now(UTC), holder="UBND tỉnh, chứng thư mới")
    new_seal = Seal(lambda: new, "", practice=True)
    monkeypatch.setitem(browser.client.application.extensions, "seal", new_seal)

    assert "Đã ký, còn nguyên" in upload(browser, body)


def says(monkeypatch: pytest.MonkeyPatch, browser: Browser, *, answers: bool = True) -> None:
    """The practice authority's list is read without a server between."""
    folder = browser.client.application.config["SETTINGS"].instance_dir / "practice-authority"

    def get(_url: str, *, headers: dict[str, str], signed: bool) -> wire.Answer:
        if not answers:
            raise wire.Unreachable
        return wire.Answer(200, practice_authority.revoked(folder, at=clock.now()))

    revocation.forget()
    monkeypatch.setattr(wire, "get", get)


@on_one
def test_a_certificate_that_was_taken_back_is_told(
    browser: Browser, signed: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = a_file(browser, signed, "signed")
    says(monkeypatch, browser)
    assert "cơ quan chứng thực vẫn bảo đảm" in upload(browser, body)

    told_ = browser.client.application.test_cli_runner().invoke(args=["practice-take-back"])
    assert told_.exit_code == 0, told_.output
    says(monkeypatch, browser)
    words = upload(browser, body)

    assert "Chứng thư ký đã bị thu hồi" in words
    assert "Đã ký, còn nguyên" not in words
    assert signed.code in words


@on_one
def test_signed_before_it_was_taken_back_it_stays_good(
    browser: Browser, signed: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where an authority we trust has stamped the moment: our own clock proves nothing."""
    body = a_file(browser, signed, "signed")
    settings = browser.client.application.config["SETTINGS"]
    practice_authority.take_back(settings.instance_dir / "practice-authority", at=clock.now())
    says(monkeypatch, browser)
    plain = verifying.examine
    hour_ago = (clock.now() - timedelta(hours=1)).isoformat()

    def stamped(pdf: bytes, trust: verifying.Trust) -> verifying.Verdict | None:
        found = plain(pdf, trust)
        assert found
        return replace(found, stamped_at=hour_ago, stamped_by="X", is_stamp_trusted=True)

    monkeypatch.setattr(verifying, "aside", stamped)

    words = upload(browser, body)

    assert "Đã ký, còn nguyên" in words
    assert "nhưng ký từ trước đó" in words


@on_one
def test_when_the_authority_cannot_be_asked_the_page_says_so(
    browser: Browser, signed: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(monkeypatch, browser, answers=False)

    words = upload(browser, a_file(browser, signed, "signed"))

    assert "Đã ký, còn nguyên" in words
    assert "lúc này chưa hỏi được cơ quan chứng thực" in words


@on_one
def test_strangers_do_not_choose_whom_we_call(
    browser: Browser, signed: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    def called(_url: str, *, headers: dict[str, str]) -> wire.Answer:
        raise AssertionError("nobody is asked about a certificate that is not ours")

    body = practice_authority.certified(
        practice_authority.made_authority(at=datetime.now(UTC)),
        at=datetime.now(UTC),
        lists="http://127.0.0.1:9/",
    )
    theirs = Seal(lambda: body, "", practice=True)
    paper_ = theirs.sign(a_file(browser, signed, "pdf"), reason=signed.code, location="")
    monkeypatch.setattr(wire, "get", called)

    assert "Không phải chữ ký của chúng tôi" in upload(browser, paper_)


@on_one
def test_the_practice_authority_publishes_its_list(browser: Browser, signed: Report) -> None:
    answer = browser.client.get("/practice/revoked.crl")

    assert answer.mimetype == "application/pkix-crl"
    assert x509.load_der_x509_crl(answer.data).next_update_utc


@on_one
@pytest.mark.parametrize("kind", ["pdf", "xlsx", "csv", "json"])
def test_files_without_a_signature_are_known_too(
    browser: Browser, signed: Report, kind: str
) -> None:
    body = a_file(browser, signed, kind)

    assert "Còn nguyên, chưa có chữ ký" in upload(browser, body)
    assert "Không có tệp nào như thế này" in upload(browser, body + b" ")


def test_a_restated_report_says_by_which(browser: Browser, scene: Scene, signed: Report) -> None:
    body = a_file(browser, signed, "signed")
    words = SIGNED_BY | {"difficulties": "Mưa đá", "why": "Bổ sung ý kiến"}
    new = browser.post(f"/reports/{signed.code}/restatement", words).url.rsplit("/", 1)[1]

    told_ = upload(browser, body)

    assert "Đã ký, còn nguyên" in told_
    assert "Đã có bản mới thay bản này" in told_
    assert f"{CHECK}/{new}" in told_
    assert "Bản này chưa ký" in told(browser.get(f"{CHECK}/{new}"))


@pytest.mark.parametrize("form", ["{code}", " {lower} ", "{spaced}", "{digest}", "sha256:{file}"])
def test_found_without_uploading_anything(browser: Browser, signed: Report, form: str) -> None:
    file = hashlib.sha256(a_file(browser, signed, "signed")).hexdigest()
    code = signed.code
    spaced = f"{code[:2]} {code[2:6]} {code[6:]}"
    typed = form.format(
        code=code, lower=code.lower(), spaced=spaced, digest=signed.digest, file=file
    )
    browser.client.delete_cookie("session")

    page = browser.client.get(CHECK, query_string={"q": typed}, follow_redirects=True)

    assert page.status_code == 200
    assert signed.digest in page.text


def test_by_its_number_which_several_places_may_bear(
    browser: Browser, scene: Scene, signed: Report
) -> None:
    alone = browser.client.get(f"{CHECK}?q=1/BC-{signed.year}")
    assert alone.headers["Location"] == f"{CHECK}/{signed.code}"
    browser.sign_in(scene.commune_officer)
    browser.post(f"/reports/of/{scene.commune.code}/{scene.month.code}", SIGNED_BY)

    words = told(browser.get(f"{CHECK}?q=1/{signed.year}"))

    assert "tỉnh Lạng Sơn" in words
    assert "xã Chi Lăng" in words


@on_one
def test_no_person_is_named(browser: Browser, scene: Scene, signed: Report) -> None:
    for words in (
        told(browser.get(f"{CHECK}/{signed.code}")),
        upload(browser, a_file(browser, signed, "signed")),
    ):
        for name in (SIGNED_BY["signer_name"], scene.officer.name):
            assert name not in words.split("</header>")[-1].replace("Lương Thu Hà đang", "")


@on_one
@pytest.mark.parametrize(
    "body",
    [
        b"x",
        b"%PDF-1.7\n/ByteRange [0 1 2 3]",
        b"%PDF-1.7\n" + b"\x00" * 4_000 + b"/ByteRange" + b"[" * 4_000 + b"\n%%EOF",
        b"PK\x03\x04" + b"\xff" * 50,
    ],
)
def test_odd_files_are_told_plainly(browser: Browser, signed: Report, body: bytes) -> None:
    words = upload(browser, body)

    assert "Không có tệp nào như thế này" in words or "Đã bị sửa" in words


@on_one
def test_too_large_none_and_busy(
    browser: Browser, signed: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(browser, b"", expect=422)
    assert browser.client.post(CHECK).status_code == 422
    monkeypatch.setattr(report_check, "LARGEST", 100)
    upload(browser, b"x" * 101, expect=413)
    monkeypatch.setattr(report_check, "WAITS", 0.01)
    with report_check._ONE_AT_A_TIME:
        upload(browser, b"x", expect=429)


@on_one
def test_a_file_is_read_by_a_process_with_bounds(
    signed: Report, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    seal = browser.client.application.extensions["seal"]
    body = a_file(browser, signed, "signed")

    assert verifying.aside(body, seal.trust) == seal.verify(body)
    assert verifying.aside(paper.pdf(a_paper()), seal.trust) is None
    monkeypatch.setattr(verifying, "PATIENCE", 0.01)
    upload(browser, body, expect=422)


def test_staff_see_which_signatures_have_no_timestamp(
    browser: Browser, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        browser.client.application.extensions["seal"], "stamps_at", "http://127.0.0.1:9/"
    )
    browser.sign_in(scene.officer)
    report = frozen(browser, scene)
    browser.post(f"/reports/{report.code}/signature")
    assert "không trả lời kịp" in told(browser.get(f"/reports/{report.code}"))
    assert "không có: nơi cấp dấu thời gian không trả lời kịp" in told(
        browser.get(f"{CHECK}/{report.code}")
    )
    with deed():
        place = session.get_one(Place, scene.province.id)
        operator: Person = posted("Trần Minh Quân", Role.OPERATOR, place)
    browser.sign_in(operator)

    assert 'href="/reports/signatures"' in browser.get("/me").html
    words = told(browser.get("/reports/signatures"))

    assert report.code in words
    assert "nơi cấp dấu thời gian không trả lời kịp" in words
    browser.sign_in(scene.commune_officer)
    browser.get("/reports/signatures", expect=404)


@pytest.mark.parametrize("typed", ["BC1", "BC22222222222222", "%00", "BCAAAAAAA"])
def test_odd_codes_are_not_found(browser: Browser, scene: Scene, typed: str) -> None:
    assert browser.client.get(f"{CHECK}/{typed}").status_code in (400, 404)
    assert browser.client.get(CHECK, query_string={"q": typed}).status_code == 404
