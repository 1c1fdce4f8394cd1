"""Which passwords are refused, and that what is typed is what is kept."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from argon2.exceptions import VerifyMismatchError
from flask import Flask
from sqlalchemy import select

from storefront.accounts import passwords, sign_in
from storefront.accounts.models import Person
from storefront.accounts.sign_in import fits
from storefront.db import deed, session
from storefront.settings import NoFolder, Settings
from tests.browser import Browser
from tests.village import a_household, a_province

ABOUT = ("Hoàng Thị Nhình", "+84912345678")
COMMON = (
    "password", "Password1", "12345678", "0987654321", "qwertyuiop", "11111111", "12341234",
    "anhyeuem", "Anh yêu em 123", "mật khẩu", "matkhau123", "langson2026", "Chợ Bản 1",
    "iloveyou1", "hoangthinhinh",
    "Hoàng Thị Nhình 1968", "0912345678", "+84912345678", "abababab", "🍊" * 8,
)  # fmt: skip
GOOD = (
    "quả na mắt mỡ gà", "ba con gà trống", "correct horse battery", "密码很长不好猜的",
    "🍊🐓🫚🍋🥬🐟🦆🍚",
    "hạt dẻ 2 cân rưỡi", "78 31 46 90 55", "        a b c", "ngày nắng ngày mưa",
)  # fmt: skip


def test_nobodys_password_takes_as_long_to_check_as_anybodys() -> None:
    with pytest.raises(VerifyMismatchError):  # worked out, and not refused by its looks
        sign_in._hasher.verify(sign_in._NOBODY, "quả na mắt mỡ gà")

    assert not sign_in._hasher.check_needs_rehash(sign_in._NOBODY)


@pytest.mark.parametrize("word", COMMON)
def test_what_everybody_tries_is_refused(word: str) -> None:
    assert passwords.is_common(word, about=ABOUT)


@pytest.mark.parametrize("word", GOOD)
def test_anything_else_of_any_script_is_taken(word: str) -> None:
    assert not passwords.is_common(word, about=ABOUT)


def test_the_list_holds_three_thousand_that_our_length_allows() -> None:
    words = passwords._listed() - {""}
    assert len(words) > 8_000
    assert min(map(len, words)) >= passwords.LEAST


def test_it_is_kept_as_typed(app: Flask, browser: Browser) -> None:
    with deed():
        keeper = a_household().keeper
    browser.sign_in(keeper)
    word = " Hai  dấu cách, và chữ Ở cuối "

    browser.post("/me/password", {"password": unicodedata.normalize("NFD", word)})

    kept = session.scalars(select(Person).where(Person.id == keeper.id)).one()
    assert fits(kept, word)
    assert fits(kept, passwords.exactly(unicodedata.normalize("NFD", word)))
    assert not fits(kept, word.strip())
    assert not fits(kept, word.lower())


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("1234567", "Ít nhất 8"),
        ("anhyeuem", "đoán đầu tiên"),
        ("x" * 201, "Nhiều nhất 200"),
        ("", ""),
    ],
)
def test_what_is_wrong_with_it_is_said(app: Flask, browser: Browser, word: str, said: str) -> None:
    with deed():
        keeper = a_household().keeper
    browser.sign_in(keeper)

    page = browser.post("/me/password", {"password": word}, expect=422)

    assert said in page.text
    assert 'autocomplete="new-password"' in page.html, "a keeper of passwords may fill it in"
    assert session.scalar(select(Person.password_hash).where(Person.id == keeper.id)) is None


STOLEN = "hạt dẻ 2 cân rưỡi"
HASH = hashlib.sha1(STOLEN.encode(), usedforsecurity=False).hexdigest().upper()


@pytest.fixture
def ranges(tmp_path: Path) -> Path:
    """As they are answered, with lines that only fill up."""
    lines = [f"{'0' * 35}:7", f"{HASH[5:]}:3", f"{'F' * 35}:0"]
    (tmp_path / f"{HASH[:5]}.txt").write_text("\r\n".join(lines))
    return tmp_path


def test_what_was_stolen_elsewhere_is_refused(
    app: Flask, browser: Browser, ranges: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_list = replace(app.config["SETTINGS"], stolen_passwords=ranges)
    monkeypatch.setitem(app.config, "SETTINGS", with_list)
    with deed():
        keeper = a_household().keeper
    browser.sign_in(keeper)

    page = browser.post("/me/password", {"password": STOLEN}, expect=422)
    assert "từng bị lộ ở nơi khác" in page.text
    assert session.scalar(select(Person.password_hash).where(Person.id == keeper.id)) is None
    browser.post("/me/password", {"password": f"{STOLEN}!"})


def test_a_first_one_given_at_the_machine_is_looked_up_as_well(
    app: Flask, ranges: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_list = replace(app.config["SETTINGS"], stolen_passwords=ranges)
    monkeypatch.setitem(app.config, "SETTINGS", with_list)
    with deed():
        code = a_province().code
    words = ["appoint", "+84912345678", "Lương Thu Hà", "province_officer", code, "--password"]

    done = app.test_cli_runner().invoke(args=words, input=f"{STOLEN}\n{STOLEN}\n")

    assert "stolen elsewhere" in done.output
    assert session.scalar(select(Person.id)) is None


def test_without_a_list_or_its_part_nothing_is_known(ranges: Path) -> None:
    assert passwords.is_breached(STOLEN, ranges)
    assert not passwords.is_breached(STOLEN, None)
    assert not passwords.is_breached("quả na mắt mỡ gà", ranges)
    one = next(ranges.iterdir())
    one.write_text(one.read_text().replace(":3", ":0"))
    assert not passwords.is_breached(STOLEN, ranges), "a line that only fills up"


def test_a_folder_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    assert Settings.from_env({"STOLEN_PASSWORDS": str(tmp_path)}).stolen_passwords == tmp_path
    with pytest.raises(NoFolder, match="STOLEN_PASSWORDS"):
        Settings.from_env({"STOLEN_PASSWORDS": "/nowhere/at/all"})
