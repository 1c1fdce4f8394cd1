"""Key screens heard in people's own tongues: recorded, replaced, taken back, and never invented."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.accounts.permissions import Role
from storefront.accounts.tongues import Tongue
from storefront.db import deed, session
from storefront.orders.models import Order
from storefront.recordings import actions
from storefront.recordings.models import SAMPLE, ScreenPlay, ScreenSound, ScreenVoice
from storefront.recordings.screens import pages, screens
from storefront.settings import ROOT
from storefront.talks import recordings as sounds
from storefront.talks.refusals import BadVoice, TooLong
from tests.browser import Browser
from tests.village import an_order, posted

AMR = b"#!AMR\n" + bytes([4, *[0] * 12]) * 100  # two seconds
HOME = "/recordings/keeper-home/tyz"


@pytest.fixture
def order(app: Flask) -> Order:
    with deed():
        return an_order()


@pytest.fixture
def recorder(app: Flask, order: Order) -> Browser:
    return somebody(app, Role.LEADER, order)


def somebody(app: Flask, role: Role, order: Order) -> Browser:
    with deed():
        person = posted("Nông Văn Sinh", role, order.shop.household.village)
    browser = Browser(app.test_client())
    browser.sign_in(person)
    return browser


def a_keeper(app: Flask, order: Order) -> Browser:
    browser = Browser(app.test_client())
    browser.sign_in(order.shop.household.keeper)
    return browser


def record(browser: Browser, *, speaker: str = "Bà Lả", at: str = HOME) -> int:
    said = {"speaker": speaker, "agreed": "yes", "voice": (BytesIO(AMR), "x.amr")}
    browser.post(at, said)
    return session.scalars(select(func.max(ScreenVoice.id))).one()


def test_a_keeper_hears_what_somebody_of_the_village_recorded(
    app: Flask, order: Order, recorder: Browser
) -> None:
    keeper = a_keeper(app, order)
    assert "<audio" not in keeper.get("/keeper").html
    keeper.post("/listen", {"tongue": "tyz"})
    assert "<audio" not in keeper.get("/keeper").html, "nothing is said where nothing is recorded"

    number = record(recorder)

    (heard,) = keeper.get("/keeper").all("audio")
    assert (heard["src"], heard["preload"], heard["lang"]) == (f"/listen/{number}", "none", "tyz")
    answer = keeper.client.get(f"/listen/{number}")
    assert (answer.data, answer.mimetype) == (AMR, "audio/amr")
    assert "<audio" not in keeper.get("/help").html, "another screen has its own slot"

    elsewhere = a_keeper(app, order)
    assert elsewhere.get("/keeper").all("audio"), "chosen once, for every phone of hers"
    elsewhere.post("/listen", {"tongue": ""})
    assert not elsewhere.get("/keeper").all("audio")


def test_it_is_offered_to_those_alone_who_may_record(
    app: Flask, order: Order, recorder: Browser
) -> None:
    guest, keeper = Browser(app.test_client()), a_keeper(app, order)
    for browser in (guest, keeper, recorder):
        browser.post("/listen", {"tongue": "nut"})

    slot = "/recordings/help-no-signal/nut"
    assert slot in recorder.get("/help/no-signal").links()
    assert 'class="hear' not in guest.get("/help/no-signal").html
    assert 'class="hear' not in keeper.get("/help/no-signal").html
    keeper.get(slot, expect=404)
    guest.get(slot, expect=302)
    keeper.post(slot, {"speaker": "X", "agreed": "yes"}, expect=404)
    somebody(app, Role.COMMUNE_OFFICER, order).get(slot)
    somebody(app, Role.MEMBER, order).get(slot, expect=404)


def test_what_is_replaced_is_kept_and_can_come_back(
    app: Flask, order: Order, recorder: Browser
) -> None:
    guest = Browser(app.test_client())
    first, second = record(recorder), record(recorder, speaker="Ông Thàng")
    page = recorder.get(HOME)
    assert {"Bà Lả", "Ông Thàng"} <= set(re.findall("Bà Lả|Ông Thàng", page.text))

    recorder.post(f"{HOME}/{second}/silence", {"why": "taken_back"})
    keeper = a_keeper(app, order)
    keeper.post("/listen", {"tongue": "tyz"})
    assert keeper.get("/keeper").all("audio")[0]["src"] == f"/listen/{first}"
    guest.get(f"/listen/{second}", expect=404)
    assert recorder.client.get(f"/listen/{second}").data == AMR, "those who record still hear it"

    recorder.post(f"{HOME}/{first}/silence", {"why": "wish"})
    assert "Bà Lả" not in recorder.get(HOME).text
    assert session.scalars(select(ScreenSound.voice_id)).all() == [second]
    recorder.post(f"{HOME}/{first}/silence", {"why": "wish"}, expect=404)


@pytest.mark.parametrize(
    "wrong",
    [
        {"speaker": ""},
        {"agreed": ""},
        {"voice": b"MZ" * 99},
        {"voice": b"#!AMR\n" + bytes([4, *[0] * 12]) * 50 * (actions.LONGEST + 2)},
        {"voice": b""},
    ],
)
def test_without_a_name_a_yes_and_a_sound_nothing_is_kept(
    recorder: Browser, wrong: dict[str, Any]
) -> None:
    said: dict[str, Any] = {"speaker": "Bà Lả", "agreed": "yes", "voice": AMR} | wrong
    sent = {it: (BytesIO(x), "a") if isinstance(x, bytes) else x for it, x in said.items()}

    recorder.post(HOME, sent, expect=422)

    assert session.scalar(select(func.count(ScreenVoice.id))) == 0


def test_the_list_names_what_is_missing(recorder: Browser) -> None:
    record(recorder)

    page = recorder.get("/recordings?tongue=tyz")

    assert len(page.all("audio")) == 1
    assert f"1 trên {len(screens())}" in page.text
    recorder.get("/recordings/no-such-screen/tyz", expect=404)
    recorder.get("/recordings/keeper-home/vi", expect=404)


def test_key_screens_are_pages_that_are_not_kept_for_everybody(app: Flask) -> None:
    """A page from the shelf would be heard in somebody else's tongue."""
    kept = {name for name, view in app.view_functions.items() if getattr(view, "is_kept", False)}

    assert "home.show" in kept
    assert pages() <= set(app.view_functions) - kept


def test_no_machine_speaks_these_tongues(app: Flask) -> None:
    """What reads aloud by itself is given Vietnamese and English, and nothing else."""
    sources = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static/js").rglob("*.js")]
    texts = {it: it.read_text("utf-8") for it in sources}
    speaking = {it.name for it, text in texts.items() if "SpeechSynthesisUtterance" in text}
    given = {
        (it.name, said)
        for it, text in texts.items()
        for said in re.findall(r'data-say-lang="([^"]*)"', text)
    }

    assert speaking == {"say.js", "aloud.js"}
    assert {said for _file, said in given} == {"{{ 'vi-VN' if language() == 'vi' else 'en-GB' }}"}
    for script in ("say.js", "field/aloud.js"):
        engine = (ROOT / "static/js" / script).read_text("utf-8")
        assert not re.search(rf"\b({'|'.join(Tongue)})\b", engine)


def _webm(milliseconds: int, *, codec: bytes = b"A_OPUS") -> bytes:
    """As browsers write it: of unknown size, its length nowhere said."""
    unknown = b"\x01" + b"\xff" * 7
    track = b"\x16\x54\xae\x6b" + bytes([0x80 | len(codec) + 3]) + b"\x86\x86" + codec + b"\x00"
    blocks = b"".join(
        b"\xa3\x85\x81" + at.to_bytes(2, "big") + b"\x80\x00" for at in range(0, 30_000, 60)
    )
    last = b"\x1f\x43\xb6\x75" + unknown + b"\xe7\x84" + milliseconds.to_bytes(4, "big")
    last += b"\xa3\x85\x81\x00\x00\x80\x00"
    head = b"\x1a\x45\xdf\xa3\x80" + b"\x18\x53\x80\x67" + unknown + track
    return head + b"\x1f\x43\xb6\x75" + unknown + b"\xe7\x81\x00" + blocks + last


def test_what_takes_too_much_room_is_not_even_read() -> None:
    with pytest.raises(TooLong):
        sounds.read(AMR + bytes(actions.LARGEST), largest=actions.LARGEST)


def test_what_browsers_record_is_measured_by_its_blocks() -> None:
    assert sounds.read(_webm(41_000)).seconds == 41
    with pytest.raises(BadVoice):
        sounds.read(_webm(41_000, codec=b"V_VP80"))
    with pytest.raises(BadVoice):
        sounds.read(_webm(41_000) + b"\x00\x00")


def test_a_hearing_counts_once_and_names_nobody(app: Flask, recorder: Browser) -> None:
    number = record(recorder)
    guest = Browser(app.test_client())
    for asked in ({}, {"Range": "bytes=0-"}, {"Range": "bytes=9-"}):
        assert guest.client.get(f"/listen/{number}", headers=asked).status_code in (200, 206)
    guest.get("/listen/999999", expect=404)

    assert "bấm nghe 2 lần" in " ".join(recorder.get("/recordings?tongue=tyz").text.split())
    assert session.scalars(select(ScreenPlay.many)).all() == [2]


def test_where_nobody_speaks_nothing_is_passed_off_as_speech(
    app: Flask, order: Order, recorder: Browser
) -> None:
    record(recorder, speaker=SAMPLE)
    keeper = a_keeper(app, order)
    keeper.post("/listen", {"tongue": "tyz"})
    page = keeper.get("/keeper")
    assert "không ai nói" in recorder.get("/recordings?tongue=tyz").text
    assert "Ở đây chưa có ai nói tiếng Tày" in page.text
    assert "lang" not in page.all("audio")[0]
    assert keeper.get("/listen").text.count("chưa thu trang nào") == len(Tongue)
