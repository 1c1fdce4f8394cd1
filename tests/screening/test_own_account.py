"""Who pays from an account of the house itself, and who only has the keeper's name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from proofs.gamed.land import Land
from proofs.gamed.schemes import own_other_bank
from storefront.db import deed
from storefront.files import Folder
from storefront.screening import gathering
from storefront.screening.dossier import Dossier, Sale
from storefront.screening.rules import buying
from storefront.screening.thresholds import USUAL
from storefront.screening.trade import names_and_numbers
from tests.village import a_commune

DAY = datetime(2026, 10, 1, 3, tzinfo=UTC)
OWN, HELPERS, STRANGERS = "0123456789", "2222222222", "9999999999"


def seen(*payers: str) -> set[object]:
    """A day between each two orders, all under numbers of their own."""
    sales = tuple(
        Sale(
            code=f"CB{nth}",
            at=DAY + timedelta(days=nth),
            day=(DAY + timedelta(days=nth)).date(),
            goods=100_000,
            phone=f"+8490000000{nth}",
            paid=100_000,
            was_told=True,
            payers=frozenset(names_and_numbers(payer)),
        )
        for nth, payer in enumerate(payers)
    )
    dossier = Dossier(
        household_id=1,
        today=DAY.date(),
        keeper_id=1,
        keeper_phone="+84912345678",
        name="hoang thi nhinh",
        birth_year=1968,
        village_id=1,
        own_accounts=frozenset({OWN}),
        helper_accounts=frozenset({OWN, HELPERS}),
        sales=sales,
    )
    return {it.evidence["by"] for it in buying.self_buying(dossier, USUAL)}


@pytest.mark.parametrize(
    ("payers", "by"),
    [
        ([f"HOANG THI NHINH - {OWN}"], {"account"}),
        ([OWN], {"account"}),
        ([HELPERS] * 2, set()),
        ([HELPERS] * 3, {"account-helper"}),
        (["HOANG THI NHINH"] * 2, set()),
        (["Hoàng Thị Nhình"] * 3, {"payer"}),
        ([f"HOANG THI NHINH {STRANGERS}"] * 3, {"payer"}),
        (["HOANG THI NHINH ANH"] * 5, set()),
        ([STRANGERS, ""], set()),
    ],
)
def test_the_account_somebody_paid_from_is_looked_at(payers: list[str], by: set[object]) -> None:
    assert seen(*payers) == by


def test_a_round_reads_who_paid_from_statements(app: Flask, tmp_path: object) -> None:
    with deed():
        story = own_other_bank(Land(a_commune(), 3, Folder(tmp_path)))  # type: ignore[arg-type]

    at = datetime(2026, 10, 3, 3, tzinfo=UTC)
    (dossier,) = gathering.dossiers(story.households, gathering.ground(at=at), at=at)

    assert dossier.sales
    assert all(sale.payers & {*dossier.own_accounts, dossier.name} for sale in dossier.sales)
