"""A browser that complains. Every page it opens must be a page we are proud of."""

from __future__ import annotations

import secrets
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from flask import g, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import insert
from werkzeug.test import TestResponse

from storefront import clock
from storefront.accounts import stays
from storefront.accounts.models import Person, Stay
from storefront.accounts.stays import Device
from storefront.db import db, is_writing, session, writing


@dataclass
class Page(HTMLParser):
    status: int
    url: str
    html: str = ""
    text: str = ""
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += " ".join(data.split()) + " "

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]

    def links(self) -> list[str]:
        return [attrs["href"] or "" for attrs in self.all("a") if "href" in attrs]


def sign_in(client: FlaskClient, person_id: int) -> None:
    """As somebody who has just shown all that is asked of them."""
    with nullcontext() if has_app_context() else client.application.app_context():  # in a thread
        key = a_stay(person_id)
    carry(client, key)


def carry(client: FlaskClient, key: str) -> None:
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = key, True


def a_stay(person_id: int, *, fresh_for: timedelta = timedelta()) -> str:
    """The key of a stay that began now. What a test has read meanwhile stays as it is."""
    key = secrets.token_urlsafe(24)
    at = clock.now()
    row = stays.values(key, person_id, Device("Firefox", "Linux"), second=True, at=at)
    row["proved_at"] = at + fresh_for
    if is_writing():
        session.execute(insert(Stay).values(row))
    else:
        with writing(db.engine), db.engine.begin() as line:
            line.execute(insert(Stay).values(row))
    return key


@dataclass
class Browser:
    client: FlaskClient

    def sign_in(self, person: Person) -> None:
        sign_in(self.client, person.id)

    def says_why(self, words: str = "kiểm tra số liệu") -> None:
        """Before rows about households of a place where one does not work."""
        self.post("/looks/why", {"why": words})

    def speak(self, language: str) -> None:
        self.client.set_cookie("lang", language)

    def get(self, url: str, *, expect: int = 200) -> Page:
        _nobody_yet()
        return self._page(url, self.client.get(url), expect=expect)

    def post(self, url: str, data: dict[str, Any] | None = None, *, expect: int = 302) -> Page:
        """Send a form. The page a redirect names is in `.url`; it is not followed."""
        _nobody_yet()
        return self._page(url, self.client.post(url, data=data or {}), expect=expect)

    def _page(self, url: str, response: TestResponse, *, expect: int) -> Page:
        assert response.status_code == expect, f"{url}: {response.status}\n{response.text[:2000]}"
        rules = response.headers.get("Content-Security-Policy", "")
        assert rules.startswith("default-src 'none'"), f"{url}: a page without rules"
        assert "unsafe" not in rules
        html = response.text if response.mimetype == "text/html" else ""
        page = Page(response.status_code, response.headers.get("Location", url), html)
        if expect in (200, 422) and html:
            be_proud_of(page)
        return page


def _nobody_yet() -> None:
    # Tests keep one application context open, which would remember the last visitor and language.
    if has_app_context():
        g.pop("_login_user", None)
        g.pop("_flask_babel", None)


def be_proud_of(page: Page) -> None:
    ids = [attrs["id"] for _tag, attrs in page.tags if attrs.get("id")]
    assert page.all("html")[0].get("lang"), "the page says which language it speaks"
    assert len(page.all("h1")) == 1, "one page, one heading"
    assert len(ids) == len(set(ids)), f"no id is used twice: {sorted(map(str, ids))}"
    assert all("style" not in attrs for _tag, attrs in page.tags), "styles live in CSS"
    assert not any(name.startswith("on") for _tag, attrs in page.tags for name in attrs)
    assert all(form.get("action") for form in page.all("form")), "forms know where they go"
    assert all("alt" in image for image in page.all("img")), "pictures are described or decorative"
    _every_field_is_named(page)


def _every_field_is_named(page: Page) -> None:
    labelled = {label.get("for") for label in page.all("label")}
    for tag in ("input", "select", "textarea"):
        for box in page.all(tag):
            if box.get("type") in ("hidden", "submit", "radio", "checkbox", "button"):
                continue
            named = box.get("id") in labelled or "aria-label" in box or "aria-labelledby" in box
            assert named, f"a field without a label: {box}"
