"""What `./dev run` does to a database before it opens the market."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.accounts.models import Person
from storefront.db import session
from storefront.demo.cast import CAST, PASSWORD
from storefront.places.models import Place
from storefront.shops.models import Shop


def count(model: type[Person | Place | Shop]) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_an_empty_market_is_filled_once_and_says_who_may_sign_in(app: Flask) -> None:
    command = app.test_cli_runner()
    assert command.invoke(args=["prepare"]).exit_code == 0
    shops = count(Shop)

    assert shops >= 60
    assert command.invoke(args=["prepare"]).exit_code == 0
    assert count(Shop) == shops

    said = command.invoke(args=["sign-ins"]).output
    assert PASSWORD in said
    assert all(one.spoken_phone in said for one in CAST)


def test_a_real_market_gets_its_country_and_nobody_else(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = replace(app.config["SETTINGS"], practice=False)
    monkeypatch.setitem(app.config, "SETTINGS", real)
    command = app.test_cli_runner()

    assert command.invoke(args=["prepare"]).exit_code == 0

    assert count(Person) == 0
    assert count(Place) > 3000
    assert command.invoke(args=["sign-ins"]).output == ""
