"""Coming in by phone number."""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront import clock
from storefront.accounts import sign_in
from storefront.accounts.knocks import Caller
from storefront.accounts.models import Knock, Person, SignInCode
from storefront.accounts.permissions import Role
from storefront.accounts.sign_in import TooManyKnocks
from storefront.db import deed, session
from storefront.demo.cast import CAST
from storefront.notifications import sending
from storefront.notifications.models import Channel, Message
from storefront.settings import Settings
from tests.browser import Browser, Page
from tests.village import MARKET_DAY, a_commune, a_household, a_person, a_village, posted

PHONE = "+84912345678"


def the_code() -> str:
    body = session.scalar(select(Message.body).order_by(Message.id.desc()).limit(1)) or ""
    found = re.search(r"\d{6}", body)
    assert found, body
    return found.group()


def asked(browser: Browser, phone: str = "0912 345 678") -> Page:
    return browser.post("/sign-in/codes", {"phone": phone})


def is_in(browser: Browser) -> bool:
    with browser.client.session_transaction() as cookie:
        return "_user_id" in cookie


def test_a_code_brings_a_keeper_home(app: Flask, browser: Browser) -> None:
    with deed():
        a_household().keeper.phone = PHONE
    page = asked(browser)
    browser.get(page.url)

    home = browser.post(page.url, {"digits": f" {the_code()[:3]} {the_code()[3:]} "})

    assert is_in(browser)
    assert home.url == "/keeper"


def test_a_code_opens_once(app: Flask, browser: Browser) -> None:
    with deed():
        a_person(phone=PHONE)
    page = asked(browser)
    browser.post(page.url, {"digits": the_code()})
    browser.post("/sign-out")

    again = browser.post(page.url, {"digits": the_code()})

    assert again.url == "/sign-in"
    assert not is_in(browser)


def test_a_code_grows_old(app: Flask) -> None:
    with deed():
        a_person(phone=PHONE)
        envelope = sign_in.ask_for_code(Caller(PHONE, "::1"), at=MARKET_DAY)

    assert sign_in.by_ticket(envelope.ticket, at=MARKET_DAY + timedelta(minutes=9))
    assert not sign_in.by_ticket(envelope.ticket, at=MARKET_DAY + timedelta(minutes=10))


def test_codes_are_not_kept_readable(app: Flask, browser: Browser) -> None:
    with deed():
        a_person(phone=PHONE)
    asked(browser)

    assert the_code() not in (session.scalar(select(SignInCode.code_hash)) or "")


def test_guessing_ends_after_five_tries(app: Flask, browser: Browser) -> None:
    with deed():
        a_person(phone=PHONE)
    page = asked(browser)
    wrong = "000000" if the_code() != "000000" else "111111"
    for _guess in range(4):
        answer = browser.post(page.url, {"digits": wrong}, expect=422)
        assert "Chưa đúng mã" in answer.text
    browser.post(page.url, {"digits": wrong})

    browser.post(page.url, {"digits": the_code()})

    assert not is_in(browser)


def test_nobody_uses_up_somebody_elses_tries(app: Flask, browser: Browser) -> None:
    with deed():
        a_person(phone=PHONE)
    stranger = Browser(app.test_client())
    theirs = asked(stranger)
    wrong = "000000" if the_code() != "000000" else "111111"
    mine = asked(browser)
    for _guess in range(6):
        stranger.client.post(theirs.url, data={"digits": wrong})

    browser.post(mine.url, {"digits": the_code()})

    assert is_in(browser)


def test_whoever_is_known_is_told_to_nobody(app: Flask, browser: Browser) -> None:
    with deed():
        a_person(phone=PHONE)

    known, unknown = asked(browser), asked(browser, "0987 654 321")

    shown = [
        re.sub(r"0\d{3}\s\d{3}\s\d{3}", "", browser.get(it.url).text) for it in (known, unknown)
    ]
    assert shown[0] == shown[1]
    assert session.scalar(select(func.count()).select_from(Message)) == 1


def hammer(callers: Iterable[Caller]) -> None:
    """Ask and ask until refused."""
    with pytest.raises(TooManyKnocks):
        deque(sign_in.ask_for_code(caller, at=MARKET_DAY) for caller in callers)


def test_hammering_at_the_door_does_not_shut_the_owner_out(app: Flask) -> None:
    with deed():
        a_person(phone=PHONE)
        hammer(Caller(PHONE, f"192.0.2.{number}") for number in range(50))

        sign_in.ask_for_code(Caller(PHONE, "192.0.2.77", known=True), at=MARKET_DAY)
        later = MARKET_DAY + timedelta(hours=1)
        sign_in.ask_for_code(Caller(PHONE, "192.0.2.77"), at=later)


def test_one_address_does_not_try_every_number(app: Flask) -> None:
    with deed():
        hammer(Caller(f"+8491000{number:04}", "192.0.2.7") for number in range(50))


def test_a_phone_that_came_in_before_is_known(app: Flask, browser: Browser) -> None:
    with deed():
        a_person(phone=PHONE)
    browser.post(asked(browser).url, {"digits": the_code()})
    browser.post("/sign-out")

    asked(browser)

    assert session.scalars(select(Knock.known).order_by(Knock.id)).all() == [False, True]


def a_leader_with_password() -> Person:
    leader = posted("Nông Văn Páo", Role.LEADER, a_village())
    leader.phone, leader.password_hash = PHONE, sign_in.hash_password("na dai Chi Lăng")
    return leader


def test_a_password_brings_a_leader_to_the_team(app: Flask, browser: Browser) -> None:
    with deed():
        a_leader_with_password()

    page = browser.post("/sign-in", {"phone": "84 912345678", "password": "na dai Chi Lăng"})

    assert page.url == "/team"


@pytest.mark.parametrize(
    ("phone", "password"), [(PHONE, "na dai"), ("0987654321", "na dai Chi Lăng")]
)
def test_wrong_passwords_sound_alike(
    app: Flask, browser: Browser, phone: str, password: str
) -> None:
    with deed():
        a_leader_with_password()

    page = browser.post("/sign-in", {"phone": phone, "password": password}, expect=422)

    assert "Số và mật khẩu không khớp" in page.text
    assert phone in page.html
    assert password not in page.html
    assert not is_in(browser)


def test_passwords_are_not_guessed_for_ever(app: Flask, browser: Browser) -> None:
    with deed():
        a_leader_with_password()
        for number in range(20):
            caller = Caller(PHONE, f"192.0.2.{number}")
            assert sign_in.use_password(caller, fitted=False, at=clock.now()) is None

    right = {"phone": PHONE, "password": "na dai Chi Lăng"}
    page = browser.post("/sign-in", right, expect=429)

    assert "Thử nhiều lần quá" in page.text
    assert asked(browser).url.startswith("/sign-in/codes/"), "a code still works"


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/orders/CB7K2M9Q4", "/orders/CB7K2M9Q4"),
        ("//evil.example", "/team"),
        ("/\\evil.example", "/team"),
        ("https://evil.example/", "/team"),
        ("/\r\nSet-Cookie: a=b", "/team"),
        ("", "/team"),
    ],
)
def test_people_land_where_they_were_going_inside(
    app: Flask, browser: Browser, wanted: str, reached: str
) -> None:
    with deed():
        a_leader_with_password()
    form = {"phone": PHONE, "password": "na dai Chi Lăng", "next": wanted}

    assert browser.post("/sign-in", form).url == reached


def test_officers_land_on_the_growth_page(app: Flask, browser: Browser) -> None:
    with deed():
        officer = posted("Lương Thu Hà", Role.PROVINCE_OFFICER, a_commune())
        officer.phone = PHONE

    browser.post(asked(browser).url, {"digits": the_code()})
    shown = browser.get("/sign-in/second/new").html
    code = {"code": re.findall(r"<b>(\d{6})</b>", shown)[-1]}

    assert "/growth" in browser.post("/sign-in/second/new", code, expect=200).links()


def test_the_language_is_remembered_on_the_person(app: Flask, browser: Browser) -> None:
    with deed():
        keeper = a_household().keeper
        keeper.phone = PHONE
    browser.sign_in(keeper)

    browser.post("/display", {"lang": "en"})

    assert session.scalar(select(Person.language).where(Person.id == keeper.id)) == "en"


def test_people_find_their_language_on_a_new_phone(app: Flask, browser: Browser) -> None:
    with deed():
        keeper = a_household().keeper
        keeper.phone, keeper.language = PHONE, "en"
    url = asked(browser).url
    assert "your code is" in (session.scalar(select(Message.body)) or "")

    browser.post(url, {"digits": the_code()})

    cookie = browser.client.get_cookie("lang")
    assert cookie
    assert cookie.value == "en"


def test_in_practice_anybody_of_the_cast_is_one_tap_away(app: Flask, browser: Browser) -> None:
    with deed():
        person = posted(CAST[2].name, Role.LEADER, a_village())
        person.phone = CAST[2].phone
        stranger = a_person("Hoàng Thị Nhình")
    assert CAST[2].name in browser.get("/sign-in").text

    browser.post("/practice/sign-in", {"phone": stranger.phone}, expect=404)
    assert not is_in(browser)
    browser.post("/practice/sign-in", {"phone": CAST[2].phone})
    assert is_in(browser)


def test_outside_practice_nobody_is(app: Flask, browser: Browser) -> None:
    with deed():
        posted(CAST[2].name, Role.LEADER, a_village()).phone = CAST[2].phone
    real = {"practice": False}
    settings: Settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = Settings(
        **{name: getattr(settings, name) for name in Settings.__slots__} | real
    )
    try:
        browser.post("/practice/sign-in", {"phone": CAST[2].phone}, expect=404)
        browser.get("/practice/outbox", expect=404)
        assert CAST[2].name not in browser.get("/sign-in").text
    finally:
        app.config["SETTINGS"] = settings


@pytest.mark.parametrize(
    "phone", ["", "x", "9" * 30, "0912\0345678", "\u202e0912", "a" * 100_000, "112", "+1 555 0100"]
)
def test_odd_numbers_are_refused_at_their_field(app: Flask, browser: Browser, phone: str) -> None:
    for form in ({"phone": phone}, {"phone": phone, "password": "x"}):
        where = "/sign-in" if "password" in form else "/sign-in/codes"
        page = browser.post(where, form, expect=422)
        assert 'id="phone-error"' in page.html
    assert session.scalar(select(func.count()).select_from(SignInCode)) == 0


@pytest.mark.parametrize("digits", ["", "12345", "abcdef", "１２３４５６", "1" * 5_000, "\0"])
def test_odd_codes_are_refused_without_costing_a_try(
    app: Flask, browser: Browser, digits: str
) -> None:
    with deed():
        a_person(phone=PHONE)
    url = asked(browser).url

    assert 'id="digits-error"' in browser.post(url, {"digits": digits}, expect=422).html

    assert session.scalar(select(SignInCode.tries)) == 0


def test_the_outbox_shows_what_was_sent_newest_first(app: Flask, browser: Browser) -> None:
    with deed():
        session.add(Message(to=PHONE, body="Đơn https://cho.example/o/1", written_at=MARKET_DAY))
        session.add(Message(to=PHONE, body="Tin <b>hai</b>", written_at=MARKET_DAY))

    page = browser.get("/practice/outbox")

    assert page.text.index("Tin <b>hai</b>") < page.text.index("Đơn")
    assert "https://cho.example/o/1" in page.links()


class Flaky:
    """A gateway that is out for the first tries."""

    def __init__(self, fails: int = 0) -> None:
        self.fails = fails
        self.sent: list[str] = []

    def send(self, message: Message) -> None:
        if self.fails:
            self.fails -= 1
            raise sending.Undelivered("no signal")
        self.sent.append(message.body)


def test_messages_are_tried_again_less_and_less_often(app: Flask) -> None:
    with deed():
        session.add(Message(to=PHONE, body="Có đơn mới", written_at=MARKET_DAY))
    gateway = Flaky(fails=2)

    for seconds in (0, 5, 15, 20, 45, 50):
        sending.send_due(gateway, at=MARKET_DAY + timedelta(seconds=seconds))

    kept = session.scalars(select(Message)).one()
    assert gateway.sent == ["Có đơn mới"]
    assert (kept.tries, kept.sent_at) == (3, MARKET_DAY + timedelta(seconds=45))


@dataclass
class Deaf:
    """A gateway that takes calls and says nothing; what was refused by it once is refused again."""

    refuses: int = 0
    heard: list[str] = field(default_factory=list)

    def send(self, message: Message) -> None:
        self.heard.append(message.body)
        if len(self.heard) <= self.refuses:
            raise sending.Undelivered("no such number")
        raise sending.Silent("timed out")


def written(*bodies: str, channel: Channel = Channel.SMS, later: int = 0) -> None:
    at = MARKET_DAY + timedelta(seconds=later)
    with deed():
        session.add_all(Message(to=PHONE, body=it, channel=channel, written_at=at) for it in bodies)


def test_a_gateway_that_says_nothing_is_asked_once_a_round(app: Flask) -> None:
    written("một", "hai", "ba")
    written("qua Zalo", "cũng Zalo", channel=Channel.ZALO)
    deaf = Deaf()

    assert sending.send_due(deaf, at=MARKET_DAY) == 0

    assert deaf.heard == ["một", "qua Zalo"]
    tries = select(Message.tries).order_by(Message.id)
    assert session.scalars(tries).all() == [1, 0, 0, 1, 0]
    well = Flaky()
    assert sending.send_due(well, at=MARKET_DAY + timedelta(seconds=1)) == 3
    assert sending.send_due(well, at=MARKET_DAY + timedelta(seconds=15)) == 2
    assert well.sent == ["hai", "ba", "cũng Zalo", "một", "qua Zalo"]


def test_those_who_wait_for_another_try_hold_up_nobody(app: Flask) -> None:
    written(*(f"số sai {nth}" for nth in range(sending.AT_ONCE)))
    sending.send_due(Deaf(refuses=sending.AT_ONCE), at=MARKET_DAY)
    written("mã của bà Mai", later=5)
    well = Flaky()

    sending.send_due(well, at=MARKET_DAY + timedelta(seconds=6))

    assert well.sent == ["mã của bà Mai"]


def test_without_a_gateway_messages_wait_and_say_why(app: Flask) -> None:
    with deed():
        session.add(Message(to=PHONE, body="Có đơn mới", written_at=MARKET_DAY))

    sending.send_due(sending.SmsGateway("", ""), at=MARKET_DAY)

    kept = session.scalars(select(Message)).one()
    assert (kept.sent_at, kept.last_error) == (None, "SMS_URL is not set")


def test_old_codes_and_knocks_are_forgotten(app: Flask) -> None:
    with deed():
        sign_in.ask_for_code(Caller(PHONE, "::1"), at=MARKET_DAY)

    with deed():
        sign_in.forget_old(at=MARKET_DAY + timedelta(days=2))

    assert session.scalar(select(func.count()).select_from(Knock)) == 0
    assert session.scalar(select(func.count()).select_from(SignInCode)) == 0
