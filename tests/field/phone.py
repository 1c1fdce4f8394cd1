"""What a phone sends, said in few words."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

from flask import Flask, g

from storefront.accounts.actions import CONSENT_TEXT
from storefront.accounts.models import Person
from storefront.places.models import Place
from tests.browser import Browser

ERRANDS = "/team/field/errands"
NOON = "1787374800000"
"""As phones count: milliseconds."""


@dataclass
class Phone:
    app: Flask
    person: Person

    def send(self, kind: str, client_id: str | None = None, **said: Any) -> dict[str, Any]:
        """The market's answer, with its status and the errand's id."""
        client_id = client_id or str(uuid.uuid4())
        whole = {"client_id": client_id, "kind": kind, "person": str(self.person.id), "made": NOON}
        whole |= said
        answer = self._browser().client.post(ERRANDS, data=whole)
        return {"status": answer.status_code, "id": client_id, **answer.get_json()}

    def piece(self, photo: str, whole: bytes, *, begin: int, end: int | None = None) -> Any:
        address = f"/team/field/photos/{photo}?person={self.person.id}&size={len(whole)}"
        address += f"&digest={hashlib.sha256(whole).hexdigest()}&offset={begin}"
        answer = self._browser().client.post(address, data=whole[begin:end])
        return answer.get_json()

    def pack(self) -> Any:
        return self._browser().client.get("/team/field/pack").get_json()

    def _browser(self) -> Browser:
        g.pop("_login_user", None)  # a test's requests share one context
        browser = Browser(self.app.test_client())
        browser.sign_in(self.person)
        return browser


def a_house(village: Place, name: str = "Lành Thị Bưởi", **more: Any) -> dict[str, Any]:
    """Agreed to everything, read aloud before a witness."""
    return {
        "name": name,
        "honorific": "bà",
        "village": village.code,
        "purposes": ["shop", "payout", "assist", "report"],
        "mode": "spoken",
        "witness": "Lý Thị Dín",
        "text_version": CONSENT_TEXT,
        "language": "vi",
    } | more


MUSHROOMS = {
    "name": "Nấm hương rừng",
    "category": "vegetable",
    "unit": "gói 200 g",
    "price": "85.000",
    "stock": "12",
}
ACCOUNT = {"bank": "970415", "number": "108877665577", "holder": "LANH THI BUOI"}
