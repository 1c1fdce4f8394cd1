"""A key that somebody has seen is replaced, and then opens nothing any more."""

from __future__ import annotations

import base64

import pytest
from click.testing import Result
from flask import Flask

from storefront.accounts import factors
from storefront.accounts.models import SecondFactor
from storefront.db import Base, deed, session
from storefront.payments import entrusted
from storefront.payments.credentials import Safe, Sealed
from storefront.payments.models import MerchantCredential
from storefront.payments.registry import KINDS
from storefront.tills import at_hand
from storefront.upkeep.resealing import SEALED
from tests.village import MARKET_DAY, a_household, a_person

OLD, NEW = (base64.urlsafe_b64encode(bytes([it]) * 32).decode() for it in (1, 2))
GIVEN = {"client_id": "0123", "api_key": "the-api-key-of-na", "checksum_key": "the-checksum-of-na"}


def safe(*keys: str) -> Safe:
    return Safe([it.encode() for it in keys])


@pytest.fixture(autouse=True)
def kept(app: Flask) -> None:
    old, kind = safe(OLD), KINDS["payos"]
    with deed():
        officer = a_person("Vi Thị Hoa")
        factors.begin(officer, old.seal_words("SECRET"), at=MARKET_DAY)
        entrusted.entrust(
            kind, kind.credentials.model_validate(GIVEN),
            to=a_household(), holder="HTX", by=officer, safe=old, at=MARKET_DAY,
        )  # fmt: skip


def reseals(app: Flask, monkeypatch: pytest.MonkeyPatch, *keys: str) -> Result:
    session.rollback()
    monkeypatch.setattr(at_hand(), "_safe", safe(*keys))
    return app.test_cli_runner().invoke(args=["reseal"])


def opened(by: Safe) -> tuple[str, str]:
    session.expire_all()
    given = by.open(session.query(MerchantCredential).one().sealed, KINDS["payos"])
    return by.open_words(session.query(SecondFactor).one().sealed), given.model_dump()["client_id"]


def test_afterwards_the_old_key_opens_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert opened(safe(OLD)) == ("SECRET", "0123")

    for _twice in range(2):
        said = reseals(app, monkeypatch, NEW, OLD)
        assert (said.exit_code, said.output) == (0, "2 sealed again.\n")

    assert opened(safe(NEW)) == ("SECRET", "0123")
    with pytest.raises(Sealed):
        opened(safe(OLD))


def test_what_no_key_opens_is_said_and_left(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    said = reseals(app, monkeypatch, NEW)

    assert said.exit_code == 1
    assert "2 are opened by no key at hand" in said.output
    assert opened(safe(OLD)) == ("SECRET", "0123")


def test_every_table_with_something_sealed_is_among_them() -> None:
    named = {it.class_ for it in Base.registry.mappers if "sealed" in it.columns}

    assert named == set(SEALED)
