"""Buyer and household write to each other about an order, and nobody else reads it."""

from __future__ import annotations

import struct
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.accounts.models import Trace
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.notifications.models import Message
from storefront.orders.models import Order
from storefront.settings import ROOT
from storefront.talks import actions, queries, recordings, rules
from storefront.talks.models import Note, Saying, Side, Voice
from storefront.talks.refusals import (
    BadVoice,
    LeadsAway,
    NamesAccount,
    NothingSaid,
    TooLate,
    TooLong,
    TooMuch,
)
from tests.browser import Browser
from tests.village import MARKET_DAY, an_order, posted

SOON = MARKET_DAY + timedelta(minutes=5)
AMR = b"#!AMR\n" + bytes([4, *[0] * 12]) * 100  # two seconds


@pytest.fixture
def order(app: Flask) -> Order:
    with deed():
        return an_order()


def by_link(order: Order) -> str:
    return f"/follow/{order.checkout.secret}/{order.code}/messages"


def at_the_desk(order: Order) -> str:
    return f"/orders/{order.code}/messages"


def a_keeper(app: Flask, order: Order) -> Browser:
    browser = Browser(app.test_client())
    browser.sign_in(order.shop.household.keeper)
    return browser


def sms(order: Order) -> list[str]:
    about = f"%{order.code}/messages"
    return list(session.scalars(select(Message.to).where(Message.body.like(about))))


def test_each_reads_ready_words_in_the_own_language(app: Flask, order: Order) -> None:
    keeper, buyer = a_keeper(app, order), Browser(app.test_client())

    keeper.post(at_the_desk(order), {"saying": "road_cut"})
    buyer.post(by_link(order), {"saying": "where_is_it"})

    buyer.speak("en")
    assert "The road is cut by rain" in buyer.get(by_link(order)).text
    keeper.speak("vi")
    assert "Hàng đến đâu rồi?" in keeper.get(at_the_desk(order)).text


def test_the_other_side_is_told_once_until_it_has_read(app: Flask, order: Order) -> None:
    keeper, buyer = a_keeper(app, order), Browser(app.test_client())

    for words in ("Có nhà không?", "Gọi lại nhé"):
        buyer.post(by_link(order), {"words": words})
    assert sms(order) == [order.shop.household.keeper.phone]
    assert "2 tin mới" in keeper.get(f"/orders/{order.code}").text
    assert "2 tin mới" in keeper.get("/keeper").text

    assert "Có nhà không?" in keeper.get(at_the_desk(order)).text
    assert "tin mới" not in keeper.get(f"/orders/{order.code}").text
    buyer.post(by_link(order), {"words": "Xin chào"})

    assert sms(order) == [order.shop.household.keeper.phone] * 2


def test_a_voice_note_is_heard_by_the_other_side_alone(app: Flask, order: Order) -> None:
    keeper, buyer = a_keeper(app, order), Browser(app.test_client())
    with deed():
        other = an_order()

    buyer.post(by_link(order), {"voice": (BytesIO(AMR), "anh.jpg")})
    number = session.scalars(select(Note.id)).one()

    heard = keeper.client.get(f"{at_the_desk(order)}/{number}/voice")
    assert (heard.data, heard.mimetype) == (AMR, "audio/amr")
    assert heard.headers["Cache-Control"] == "private, no-store"
    assert "Lời nói, 2 giây" in keeper.get(at_the_desk(order)).text
    buyer.get(f"{by_link(other)}/{number}/voice", expect=404)
    a_keeper(app, other).get(f"{at_the_desk(order)}/{number}/voice", expect=404)


def test_a_file_that_only_says_it_is_a_voice(app: Flask, order: Order) -> None:
    buyer = Browser(app.test_client())

    page = buyer.post(by_link(order), {"voice": (BytesIO(b"MZ" * 99), "tin.m4a")}, expect=422)

    assert 'id="voice-error"' in page.html
    assert session.scalar(select(func.count(Note.id))) == 0


def test_abuse_is_seen_by_neither_until_somebody_has_looked(app: Flask, order: Order) -> None:
    keeper, buyer = a_keeper(app, order), Browser(app.test_client())
    commune = order.shop.household.village.parent
    assert commune
    with deed():
        officer = posted("Lương Thu Hà", Role.COMMUNE_OFFICER, commune)
    looks = Browser(app.test_client())
    looks.sign_in(officer)
    buyer.post(by_link(order), {"words": "đồ lừa đảo"})
    number = session.scalars(select(Note.id)).one()

    buyer.post(f"{by_link(order)}/{number}/report", expect=404)
    keeper.post(f"{at_the_desk(order)}/{number}/report")
    assert "lừa đảo" not in keeper.get(at_the_desk(order)).text
    assert "lừa đảo" not in buyer.get(by_link(order)).text
    assert "lừa đảo" in looks.get("/talks/reported").text
    looks.post(f"/talks/reported/{number}", {"answer": "seen"})
    assert "lừa đảo" in keeper.get(at_the_desk(order)).text

    keeper.post(f"{at_the_desk(order)}/{number}/report")
    looks.post(f"/talks/reported/{number}", {"answer": "away"})
    assert session.scalar(select(func.count(Note.id))) == 0
    looks.post(f"/talks/reported/{number}", {"answer": "away"}, expect=404)


def test_what_a_helper_says_and_reports_is_in_the_history(app: Flask, order: Order) -> None:
    home = order.shop.household
    with deed():
        leader = posted("Nông Văn Tài", Role.LEADER, home.village)
        note = actions.say(order, Side.BUYER, words="Mấy giờ ạ?", by=None, at=SOON)
    helper = Browser(app.test_client())
    helper.sign_in(leader)

    helper.post(at_the_desk(order), {"words": "Sáng mai ạ"})
    helper.post(f"{at_the_desk(order)}/{note.id}/report")

    pressed = select(Trace.verb).where(Trace.for_id == home.keeper_id, Trace.actor == leader)
    assert list(session.scalars(pressed.order_by(Trace.id))) == ["talk.said", "talk.reported"]


def test_after_a_time_words_and_voices_are_forgotten(order: Order) -> None:
    with deed():
        for at in (SOON, SOON + timedelta(days=1)):
            voice = recordings.read(AMR)
            actions.say(order, Side.BUYER, recording=voice, by=None, at=at)

    with deed():
        actions.forget_old(at=SOON + actions.KEPT + timedelta(hours=1))

    assert session.scalar(select(func.count(Note.id))) == 1
    assert session.scalar(select(func.count(Voice.id))) == 1


def test_enough_is_enough(order: Order) -> None:
    with deed():
        for _time in range(actions.A_DAY):
            actions.say(order, Side.BUYER, saying=Saying.CALL_ME, by=None, at=SOON)
        with pytest.raises(TooMuch):
            actions.say(order, Side.BUYER, saying=Saying.CALL_ME, by=None, at=SOON)
        actions.say(order, Side.HOUSEHOLD, saying=Saying.CALL_ME, by=None, at=SOON)
        order.cancelled_at = SOON
        late = SOON + actions.AFTER_THE_END + timedelta(days=1)
        with pytest.raises(TooLate):
            actions.say(order, Side.HOUSEHOLD, words="x", by=None, at=late)
    assert queries.unread(order.id, by=Side.BUYER) == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", NothingSaid),
        ("xem ở http://gia.re", LeadsAway),
        ("vào shop-re.com nhe", LeadsAway),
        ("ck vao 1018 7234 4821 nhe", NamesAccount),
        ("stk 19034567890123", NamesAccount),
    ],
)
def test_words_that_cheats_use(words: str, why: type[Exception]) -> None:
    with pytest.raises(why):
        rules.checked(words)


def test_plain_words_phones_and_prices_pass() -> None:
    words = "goi toi 0912 345 678, het 204.000d nhe"

    assert rules.checked(f"  {words} ") == words


IN_A_PAGE = ROOT / "tests/data/recorded-in-a-page.mp4"


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def _mp4(
    seconds: int, *, handler: bytes = b"soun", codec: bytes = b"mp4a", tracks: int = 1
) -> bytes:
    """As recorders of iPhones and Androids write it: all samples in one table."""
    return _of_tracks([_track(handler, codec, pairs=[(seconds * 50, 160)])] * tracks)


def _in_pieces(seconds: int) -> bytes:
    """As Safari and Chrome record in a page: nothing in the head, then a fragment each second."""
    extends = _box(b"mvex", _box(b"trex", bytes(4), struct.pack(">IIIII", 1, 1, 160, 0, 0)))
    usual = _box(b"tfhd", struct.pack(">II", 0x020000, 1))
    own = _box(b"tfhd", struct.pack(">III", 0x020008, 1, 80))
    plain = _box(b"trun", struct.pack(">III", 0x000001, 25, 0))
    each = _box(b"trun", struct.pack(">III", 0x000301, 25, 0), struct.pack(">II", 160, 9) * 25)
    moofs = [_box(b"moof", _box(b"traf", usual, plain), _box(b"traf", own, each))] * seconds
    return _of_tracks([_track(b"soun", b"Opus", pairs=[])], extends) + b"".join(moofs)


def _of_tracks(tracks: list[bytes], *more: bytes) -> bytes:
    head = _box(b"mvhd", bytes(12), struct.pack(">II", 1000, 1000), bytes(80))
    return _box(b"ftyp", b"M4A \0\0\0\0") + _box(b"moov", head, *tracks, *more)


def _track(handler: bytes, codec: bytes, *, pairs: list[tuple[int, int]]) -> bytes:
    spans = b"".join(struct.pack(">II", *it) for it in pairs)
    table = _box(
        b"stbl",
        _box(b"stsd", bytes(4), struct.pack(">I", 1), _box(codec, bytes(28))),
        _box(b"stts", bytes(4), struct.pack(">I", len(pairs)), spans),
    )
    clock = _box(b"mdhd", bytes(12), struct.pack(">II", 8000, 0), bytes(4))
    said = _box(b"hdlr", bytes(8), handler, bytes(12))
    return _box(b"trak", _box(b"mdia", clock, said, _box(b"minf", table)))


def _ogg(seconds: int) -> bytes:
    last = b"OggS" + bytes(2) + struct.pack("<Q", seconds * 48_000)
    return b"OggS" + bytes(24) + b"OpusHead" + bytes(60) + last


def _wav(seconds: int) -> bytes:
    head = b"RIFF" + bytes(4) + b"WAVE" + bytes(16) + struct.pack("<I", 8_000) + bytes(12)
    return head + bytes(seconds * 8_000)


def _aac(seconds: int) -> bytes:
    """At 16,000 samples a second, in frames of 20 bytes."""
    frame = bytes([0xFF, 0xF1, 8 << 2, 0, 20 >> 3, (20 & 7) << 5, 0]) + bytes(13)
    return frame * round(seconds * 16_000 / 1024)


def _mp3(seconds: int) -> bytes:
    return b"\xff\xfb\x10\x00" + bytes(seconds * 32 * 125 - 4)


@pytest.mark.parametrize("made", [_mp4, _in_pieces, _ogg, _wav, _aac, _mp3])
def test_recordings_are_known_by_what_is_in_them(made: object) -> None:
    assert callable(made)
    assert recordings.read(made(7)).seconds == 7
    with pytest.raises(TooLong):
        recordings.read(made(recordings.LONGEST + 2))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"#!AMR\n",
        b"OggS" + bytes(200),
        b"RIFF" + bytes(50),
        _mp4(7, handler=b"vide"),
        _mp4(0),
        _mp4(7)[:30],
        _mp4(7)[:-1],
        _mp4(7, codec=b"avc1"),
        _mp4(7, tracks=2),
        _mp4(7, tracks=0),
        _in_pieces(0),
        bytes(4) + b"ftyp" + bytes(40),
        b"\xff\xf1\x00",
        b"ID3\x00",
        b"\xff\xfb",
        b"<html>",
    ],
)
def test_what_is_no_recording(content: bytes) -> None:
    with pytest.raises(BadVoice):
        recordings.read(content)


def test_what_a_browser_records_as_mp4_is_measured_piece_by_piece() -> None:
    """Chromium's own, of two and a half seconds: no table in its head names a sample."""
    content = IN_A_PAGE.read_bytes()

    assert recordings.read(content)[:2] == ("audio/mp4", 2)
    with pytest.raises(BadVoice):
        recordings.read(content[: len(content) // 2])


def test_what_is_too_large_is_not_even_read() -> None:
    with pytest.raises(TooLong):
        recordings.read(AMR + bytes(recordings.LARGEST))


def test_strangers_have_no_way_in(app: Flask, order: Order) -> None:
    stranger = Browser(app.test_client())

    stranger.get(at_the_desk(order), expect=302)
    stranger.get(f"/follow/{'x' * 22}/{order.code}/messages", expect=404)
