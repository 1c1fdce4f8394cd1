"""Before the application: hosts, proxies, and what only https may carry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

import pytest
from flask import Flask, g, request
from werkzeug.test import Client

from storefront.db import deed
from storefront.settings import Settings
from storefront.web import arriving, front
from storefront.web.security_headers import POLICY
from tests.browser import Browser
from tests.village import a_household

HTTPS = "https://cho.example"


def behind(app: Flask, **said: Any) -> Client:
    """The same market with other settings at its door."""
    bare = Flask("door")

    @bare.route("/asks")
    def asks() -> str:
        return f"{request.remote_addr} {request.scheme} {request.host}"

    settings: Settings = app.config["SETTINGS"]
    bare.config["SETTINGS"] = replace(settings, **said)
    front.install(bare)
    return Client(bare)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("cho.example", 200), ("CHO.example:8443", 200), ("localhost:8000", 200), ("[::1]", 200),
        ("evil.example", 400), ("cho.example.evil.example", 400), ("cho.example@evil", 400),
        ("evil.example:cho.example", 400), ("", 400),
    ],
)  # fmt: skip
def test_only_its_own_names_are_answered(app: Flask, host: str, status: int) -> None:
    door = behind(app, hosts=frozenset({"cho.example"}))

    answer = door.get("/asks", headers={"Host": host})

    assert answer.status_code == status
    assert "evil" not in answer.text


def test_in_practice_any_name_is_answered_unless_some_are_named() -> None:
    home = {"PUBLIC_URL": HTTPS}
    real = home | {"PRACTICE": "0", "SECRET_KEY": "k" * 40}
    assert not Settings.from_env(home).hosts
    assert Settings.from_env(home | {"TRUSTED_HOSTS": "A.b"}).hosts == {"a.b", "cho.example"}
    assert Settings.from_env(real).hosts == {"cho.example"}


@pytest.mark.parametrize(("peer", "seen"), [("10.0.0.5", "https"), ("10.0.0.6", "http")])
def test_https_is_believed_of_a_named_proxy_alone(app: Flask, peer: str, seen: str) -> None:
    door = behind(app, trusted_proxies=("10.0.0.5",))
    arriving.install(cast(Flask, door.application))
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}

    answer = door.get("/asks", headers=told, environ_base={"REMOTE_ADDR": peer})

    assert answer.text == f"{peer} {seen} localhost"
    assert ("Strict-Transport-Security" in answer.headers) == (seen == "https")


def test_over_https_cookies_are_of_this_host_alone(app: Flask) -> None:
    with deed():
        keeper = a_household().keeper
        keeper.phone = "+84300000006"
    client = app.test_client()

    came = client.post("/practice/sign-in", data={"phone": keeper.phone}, base_url=HTTPS)

    said = came.headers.getlist("Set-Cookie")
    assert len(said) >= 3
    for cookie in said:
        parts = cookie.split("; ")
        assert cookie.startswith("__Host-"), cookie
        assert {"Secure", "Path=/"} <= set(parts), cookie
        assert "SameSite=Lax" in parts, cookie
        assert not any(it.startswith("Domain") for it in parts), cookie
        readable = ("__Host-phone-of", "__Host-lang")  # scripts ask for these
        assert "HttpOnly" in parts or cookie.startswith(readable), cookie
    assert client.get("/me", base_url=HTTPS).status_code == 200


def test_a_neighbours_cookie_is_not_ours(app: Flask, browser: Browser) -> None:
    with deed():
        keeper = a_household().keeper
    browser.sign_in(keeper)
    assert browser.client.get("/me").status_code == 200, "plain http, as in the house's own net"

    g.pop("_login_user")  # a test's requests share one context
    stranger = browser.client.get("/me", base_url=HTTPS)

    assert stranger.status_code == 302


def test_headers_of_every_answer(app: Flask, browser: Browser) -> None:
    plain = browser.client.get("/help")
    secure = browser.client.get("/help", base_url=HTTPS)
    for answer in (plain, secure, browser.client.get("/nothing-there")):
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" not in plain.headers
    assert secure.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "unsafe" not in POLICY


def test_pages_of_somebody_are_stored_nowhere(app: Flask, browser: Browser) -> None:
    with deed():
        keeper = a_household().keeper
    assert "Cache-Control" not in browser.client.get("/help").headers
    browser.sign_in(keeper)

    for page in ("/me", "/keeper", "/cases", "/help"):
        assert "no-store" in browser.client.get(page).headers["Cache-Control"], page


OPEN = (
    "//evil.example", "/\\evil.example", "https://evil.example/", "/\t/evil.example",
    "/\n/evil.example", "\\\\evil.example", "javascript:alert(1)", "data:text/html,x",
    "http:evil.example", "///evil.example", "/\u2028/evil.example", "/%0d%0aLocation:x\r\n",
    " //evil.example", "/\x00/evil.example", "https:/evil.example", "@evil.example",
    "/\u202e//evil", "evil.example", "//%65vil.example", "/\\/evil.example", "\ufeff//evil.example",
)  # fmt: skip


@pytest.mark.parametrize("wanted", OPEN)
def test_nobody_is_sent_elsewhere(app: Flask, wanted: str) -> None:
    with deed():
        keeper = a_household().keeper
        keeper.phone = "+84300000006"
    client = app.test_client()
    ways: Iterable[tuple[str, dict[str, str]]] = (
        ("/practice/sign-in", {"phone": keeper.phone, "next": wanted}),
        ("/display", {"text": "large", "next": wanted}),
    )
    for address, said in ways:
        answer = client.post(address, data=said, headers={"Referer": "http://evil.example//evil"})
        where = answer.headers["Location"]
        assert where.startswith("/"), where
        assert where[1:2] not in ("/", "\\"), where
        assert "evil" not in where, where
