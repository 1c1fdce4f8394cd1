"""What an operator sets: secrets from files, and none of the samples with real money."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from storefront.in_the_open import InTheOpen
from storefront.payments import registry
from storefront.settings import (
    SAMPLE_SECRET,
    NoNumber,
    NotInPractice,
    SampleSecret,
    Settings,
    TwoSecrets,
)

REAL = {"PRACTICE": "0", "SECRET_KEY": "k" * 40, "PUBLIC_URL": "https://cho.example"}


@pytest.mark.parametrize(
    "said",
    [
        {"SECRET_KEY": SAMPLE_SECRET}, {"SECRET_KEY": ""}, {"SECRET_KEY": "short"},
        {"SMS_SECRET": SAMPLE_SECRET}, {"CREDENTIALS_KEY": f"x,{SAMPLE_SECRET}"},
    ],
)  # fmt: skip
def test_samples_are_refused_with_real_money(said: dict[str, str]) -> None:
    Settings.from_env(REAL)
    Settings.from_env(said)

    with pytest.raises(SampleSecret):
        Settings.from_env(REAL | said)


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from-a-file-and-long-enough\n")
    (tmp_path / "momo").write_text("sealed")
    env = {name: said for name, said in REAL.items() if name != "SECRET_KEY"}
    env |= {
        "SECRET_KEY_FILE": str(tmp_path / "key"),
        "MOMO_SECRET_KEY_FILE": str(tmp_path / "momo"),
    }
    env |= {"SSL_CERT_FILE": "/nowhere/at/all"}

    settings = Settings.from_env(env)

    assert settings.secret_key == "from-a-file-and-long-enough"
    assert settings.payments["MOMO_SECRET_KEY"] == "sealed"


def test_two_tellings_of_one_secret_are_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("x" * 40)

    with pytest.raises(TwoSecrets, match="SECRET_KEY is set twice"):
        Settings.from_env(REAL | {"SECRET_KEY_FILE": str(tmp_path / "key")})


def test_a_file_that_is_not_there_stops_the_start() -> None:
    with pytest.raises(FileNotFoundError):
        Settings.from_env({"SECRET_KEY_FILE": "/nowhere/at/all"})


def test_secrets_are_not_printed() -> None:
    said = repr(Settings.from_env(REAL | {"SMS_TOKEN": "tell-nobody", "MOMO_SECRET_KEY": "hush"}))
    assert not any(it in said for it in ("k" * 40, "tell-nobody", "hush"))


def test_private_hosts_are_for_practice_only() -> None:
    at_home = {"PUBLIC_URL": "http://127.0.0.1:8000", "PRIVATE_HOSTS": "gateway.test"}
    assert Settings.from_env(at_home).private_hosts == {"127.0.0.1", "gateway.test"}
    assert Settings.from_env(REAL).private_hosts == frozenset()
    with pytest.raises(NotInPractice):
        Settings.from_env(REAL | {"PRIVATE_HOSTS": "10.0.0.5"})


@pytest.mark.parametrize("said", ["", "0", "-3", "soon", "٣", "99999"])
def test_how_long_unused_is_a_number(said: str) -> None:
    assert Settings.from_env(REAL | {"UNUSED_DAYS": "30"}).unused == timedelta(days=30)
    with pytest.raises(NoNumber, match="UNUSED_DAYS"):
        Settings.from_env(REAL | {"UNUSED_DAYS": said})


AWAY = "postgresql+psycopg://u:p@db.inside"


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"DATABASE_URL": f"{AWAY}/m"}, "db.inside"),
        ({"DATABASE_URL": f"{AWAY}/m?sslmode=require"}, "db.inside"),
        ({"DATABASE_REPLICA_URL": f"{AWAY}:5433/m"}, "db.inside"),
        ({"MIGRATE_URL": f"{AWAY}/m"}, "db.inside"),
        ({"DATABASE_URL": "postgresql+psycopg://u@/m?host=/run&host=10.0.0.7:5432"}, "10.0.0.7"),
        ({"DATABASE_URL": "postgresql+psycopg://u@/m?hostaddr=10.0.0.7"}, "10.0.0.7"),
        ({"S3_URL": "http://store.inside:9000"}, "store.inside"),
        ({"SMS_URL": "http://sms.example/send"}, "sms.example"),
    ],
)
def test_nothing_of_a_real_market_travels_in_the_open(said: dict[str, str], named: str) -> None:
    Settings.from_env(said)
    Settings.from_env(REAL | said | {"PLAIN_HOSTS": named})

    with pytest.raises(InTheOpen, match=f"{next(iter(said))}.*PLAIN_HOSTS={named}"):
        Settings.from_env(REAL | said)


@pytest.mark.parametrize(
    "url",
    [
        f"{AWAY}/m?sslmode=verify-full&sslrootcert=/etc/ca.pem",
        "postgresql+psycopg://u@/m?host=/var/run/postgresql",
        "postgresql+psycopg://u:p@127.0.0.1/m",
        "postgresql+psycopg://u:p@[::1]:5433/m",
        "sqlite:////var/lib/choban/market.db",
    ],
)
def test_what_is_checked_or_stays_on_the_machine_is_taken(url: str) -> None:
    assert Settings.from_env(REAL | {"DATABASE_URL": url}).database_url == url


def test_certificates_may_be_asked_for_by_the_databases_own_setting() -> None:
    away = REAL | {"DATABASE_URL": f"{AWAY}/m"}
    Settings.from_env(away | {"PGSSLMODE": "verify-full"})
    with pytest.raises(InTheOpen):
        Settings.from_env(away | {"PGSSLMODE": "prefer"})


def test_gateways_of_a_real_market_are_asked_over_https() -> None:
    plain = REAL | {"MOMO_BASE_URL": "http://momo.example"}
    registry.deployed(Settings.from_env(plain | {"PLAIN_HOSTS": "momo.example"}))
    with pytest.raises(registry.WrongConfiguration, match="MOMO_BASE_URL: write https"):
        registry.deployed(Settings.from_env(plain))
