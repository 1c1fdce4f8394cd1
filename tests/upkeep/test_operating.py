"""What is written for operators is so."""

from __future__ import annotations

import re
import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from storefront.payments.registry import KINDS
from storefront.settings import ROOT, SampleSecret, Settings

BOOK = (ROOT / "docs/operating.md").read_text()
READ = re.compile(r"""env(?:iron)?\.get\(\s*"([A-Z_]+)\"""")
READERS = ("storefront/settings.py", "gunicorn.conf.py")
SYSTEMD = ROOT / "deploy/systemd"
UNITS = sorted(it for it in SYSTEMD.iterdir() if it.is_file())
FOR_ALL = SYSTEMD / "choban-.service.d/all.conf"


def _read() -> set[str]:
    return {name for it in READERS for name in READ.findall((ROOT / it).read_text())}


def _told() -> set[str]:
    table = BOOK.partition("## What may be set")[2]
    return {name for row in table.splitlines() for name in re.findall(r"`([A-Z_]{4,})`", row[:120])}


def test_all_that_may_be_set_is_told_and_nothing_else() -> None:
    of_providers = {
        kind.variable(field) for kind in KINDS.values() for field in kind.credentials.model_fields
    }

    assert _read() - _told() == set()
    assert _told() - _read() - of_providers == set()


def test_the_sample_of_an_environment_sets_what_there_is() -> None:
    lines = (ROOT / "deploy/environment").read_text().splitlines()
    named = {found[1] for line in lines if (found := re.match(r"#? ?([A-Z_]+)=", line))}

    assert named <= _read()
    assert {"SECRET_KEY", "CREDENTIALS_KEY", "TRUSTED_PROXIES"} <= named


def test_a_sample_that_nobody_filled_in_opens_no_market() -> None:
    with pytest.raises(SampleSecret):
        Settings.from_env({"PRACTICE": "0", "SECRET_KEY": ""})


@pytest.mark.parametrize("unit", UNITS, ids=lambda it: it.name)
def test_systemd_understands_each_unit(unit: Path, tmp_path: Path) -> None:
    systemd = shutil.which("systemd-analyze")
    if systemd is None:
        pytest.skip("systemd is not installed: apt-get install systemd")
    for it in UNITS:  # they name each other, and a program that is there
        text = it.read_text().replace("/opt/choban/.venv/bin/python", "/bin/true")
        (tmp_path / it.name).write_text(text)
    shutil.copytree(FOR_ALL.parent, tmp_path / FOR_ALL.parent.name)

    done = subprocess.run(
        [systemd, "verify", str(tmp_path / unit.name)], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_what_holds_for_every_unit_is_said_once_and_nowhere_loosened() -> None:
    said = dict(
        it.split("=", 1) for it in FOR_ALL.read_text().splitlines() if re.match(r"\w+=", it)
    )

    assert said["StateDirectoryMode"] == "0750"
    assert {"NoNewPrivileges", "ProtectSystem", "SystemCallFilter"} <= set(said)
    for unit in UNITS:
        assert unit.name.startswith("choban-"), "or it is not meant"
        own = set(re.findall(r"^(\w+)=", unit.read_text(), re.M))
        assert own & set(said) <= {"UMask"}, unit.name


def test_no_secret_of_the_machine_goes_into_an_image() -> None:
    left_out = (ROOT / ".dockerignore").read_text().splitlines()
    assert {"**/.env", ".git", "deploy/environment", "instance"} <= set(left_out)


def test_a_certificate_that_was_renewed_is_served() -> None:
    (line,) = (it for it in BOOK.splitlines() if it.startswith("certbot "))
    assert "--deploy-hook 'systemctl reload nginx'" in line


def test_what_the_guide_tells_to_copy_is_there() -> None:
    for name in re.findall(r"deploy/[\w./-]+\w", BOOK):
        assert (ROOT / name).exists(), name


def test_the_shipped_proxy_takes_new_tls_only_and_leads_there() -> None:
    said = (ROOT / "deploy" / "nginx" / "choban.conf").read_text(encoding="utf-8")
    assert re.findall(r"ssl_protocols ([^;]+);", said) == ["TLSv1.2 TLSv1.3"]
    (named,) = re.findall(r"ssl_ciphers ([^;]+);", said)
    assert all(re.fullmatch(r"ECDHE-(ECDSA|RSA)-.*(GCM|POLY1305).*", it) for it in named.split(":"))
    known = {it["name"] for it in _openssl(named)}
    assert set(named.split(":")) <= known, "OpenSSL knows them by these names"
    assert "location / { return 301 https://$host$request_uri; }" in said


def _openssl(named: str) -> list[dict[str, str]]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers(named)
    return context.get_ciphers()  # type: ignore[return-value]
