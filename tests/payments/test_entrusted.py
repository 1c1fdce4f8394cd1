"""A co-operative's own credentials: typed unseen, kept sealed, shown masked, retired in the end."""

from __future__ import annotations

import json

import pytest
from click.testing import Result
from flask import Flask

from storefront.db import deed, session
from storefront.money import Money
from storefront.payments import entrusted
from storefront.payments.models import MerchantCredential
from storefront.shops.models import Household
from storefront.tills import at_hand
from tests.village import a_person, a_shop

STAFF = "+84915550001"
TYPED = "0123CLIENT\nthe-api-key-of-na\nthe-checksum-of-na\n\n"


@pytest.fixture
def household(app: Flask) -> Household:
    with deed():
        a_person("Vi Thị Hoa", phone=STAFF)
        return a_shop().household


def say(app: Flask, *words: str, typed: str = "") -> Result:
    session.rollback()
    return app.test_cli_runner().invoke(args=["merchants", *words], input=typed)


def add(app: Flask, *whose: str, typed: str = TYPED) -> Result:
    named = ["--holder", "HTX Na Chi Lăng", "--by", "0915 550 001"]
    return say(app, "add", "payos", *whose, *named, typed=typed)


def kept() -> MerchantCredential:
    session.rollback()
    [one] = entrusted.everybodys()
    return one


def test_a_co_operatives_own_payos_stands_before_the_markets(
    app: Flask, household: Household
) -> None:
    said = add(app, "--place", household.village.code)

    assert said.exit_code == 0, said.output
    assert f"https://cho.example/payments/notices/payos/{kept().code}" in said.output
    till = at_hand().gateways_for(session.merge(household), Money(50_000))["payos"]
    assert till.merchant.code == kept().code
    found = at_hand().find("payos", kept().code)
    assert found is not None
    assert found.provider == till.provider


def test_secrets_are_neither_shown_nor_readable(app: Flask, household: Household) -> None:
    assert household.shop is not None
    said = add(app, "--shop", household.shop.code).output + say(app, "list").output

    row = kept()
    for secret in ("the-api-key-of-na", "the-checksum-of-na"):
        assert secret not in said
        assert secret.encode() not in row.sealed
        assert secret not in json.dumps(row.hint)
    assert "0123CLIENT" in said
    assert "HTX Na Chi Lăng" in said


def test_what_is_retired_opens_nothing_and_is_still_heard(app: Flask, household: Household) -> None:
    add(app, "--place", household.village.code)
    code = kept().code

    assert say(app, "retire", code).exit_code == 0

    till = at_hand().gateways_for(session.merge(household), Money(50_000))["payos"]
    assert till.merchant.code == ""
    assert at_hand().find("payos", code) is not None
    assert "(retired)" in say(app, "list").output
    assert say(app, "retire", "nobody").exit_code == 1


def test_what_is_wrong_is_named_and_nothing_is_kept(app: Flask, household: Household) -> None:
    village = household.village.code

    halves = add(app, "--place", village, typed="0123CLIENT\nthe-api-key-of-na\n\n\n")
    assert (halves.exit_code, "checksum_key: is missing" in halves.output) == (1, True)
    assert "the-api-key-of-na" not in halves.output
    assert add(app).exit_code == 2
    assert add(app, "--shop", "nobody").exit_code == 1
    assert add(app, "--place", "999999").exit_code == 1
    for stranger in ("0915550002", "nobody"):
        by = ["--holder", "x", "--by", stranger]
        assert say(app, "add", "payos", "--place", village, *by).exit_code == 1
    session.rollback()
    assert entrusted.everybodys() == []
