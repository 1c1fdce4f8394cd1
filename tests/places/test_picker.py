"""Naming a place in a form, with and without scripts."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask, render_template_string
from pydantic import BaseModel

from storefront.db import session
from storefront.places.models import Place
from storefront.places.queries import as_then
from storefront.web import place_picker
from storefront.web.forms.draft import Draft
from storefront.web.forms.values import LongLine

TODAY = date(2026, 11, 21)


class Address(BaseModel):
    commune: LongLine


def sent(
    app: Flask, commune: str, code: str = "", *, inside: tuple[Place, ...] = ()
) -> tuple[Place | None, Draft[Address]]:
    data = {"commune": commune, "commune_code": code}
    with app.test_request_context(method="POST", data=data):
        draft = Draft.read(Address)
        return place_picker.pick(draft, "commune", on=TODAY, inside=inside), draft


def shown(app: Flask, draft: Draft[Address]) -> str:
    with app.test_request_context():
        return render_template_string(
            '{% from "components/place_picker.html" import place_picker with context %}'
            '{{ place_picker(draft, "commune", "Xã") }}',
            draft=draft,
        )


def place(code: str, day: date = TODAY) -> Place:
    found = as_then(code, day)
    assert found is not None
    return found


def test_an_old_name_in_full_is_enough(country: Flask) -> None:
    picked, draft = sent(country, "tan my van lang")

    assert draft.ok
    assert picked is place("06172")


def test_a_name_borne_by_several_is_asked_about(country: Flask) -> None:
    picked, draft = sent(country, "Hòa Bình, Lạng Sơn")

    assert picked is None
    assert draft.errors["commune"] == "Là nơi nào? Chọn bên dưới."
    page = shown(country, draft)
    assert page.count('type="radio"') == len(draft.choices["commune"])
    assert "xã Yên Bình (Hòa Bình cũ)" in page
    assert "huyện Hữu Lũng cũ, tỉnh Lạng Sơn" in page


def test_a_divided_commune_is_always_asked_about(country: Flask) -> None:
    picked, draft = sent(country, "xã Đại Đồng, Tràng Định, Lạng Sơn")

    assert picked is None
    assert {match.place.name for match in draft.choices["commune"]} == {"Quốc Khánh", "Thất Khê"}


def test_the_choice_is_taken(country: Flask) -> None:
    picked, draft = sent(country, "Hòa Bình, Lạng Sơn", "06391")

    assert draft.ok
    assert picked is place("06391")


def test_a_suggestion_is_taken(country: Flask) -> None:
    picked, draft = sent(country, "xã Chi Lăng, tỉnh Lạng Sơn", "06463")

    assert draft.ok
    assert picked is place("06463")


def test_a_choice_made_for_other_words_is_forgotten(country: Flask) -> None:
    picked, _draft = sent(country, "tan my van lang", "06391")

    assert picked is place("06172")


def test_what_was_known_comes_back_as_it_was(country: Flask) -> None:
    known = place_picker.typed("commune", place("06463"))

    assert sent(country, known["commune"], known["commune_code"])[0] is place("06463")
    assert 'value="06463"' in shown(country, Draft(Address, known))


def test_only_inside_the_territory(country: Flask) -> None:
    thai_nguyen = place("19")

    picked, draft = sent(country, "tan my van lang", "06172", inside=(thai_nguyen,))

    assert picked is None
    assert draft.errors["commune"].startswith("Chưa thấy xã nào")


def test_an_empty_field_is_missing(country: Flask) -> None:
    picked, draft = sent(country, "", "06463")

    assert picked is None
    assert draft.errors["commune"] == "Còn thiếu chỗ này."


NONSENSE = ["\0", "\ud800", "a" * 100_000, "\u202e" * 50, "%_%", "'; --", "🐃", "٣", "x" * 200, " "]


@pytest.mark.parametrize("words", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_refused_at_the_field(country: Flask, words: str) -> None:
    draft = Draft(Address, {"commune": words})
    with country.test_request_context(method="POST"):
        assert place_picker.pick(draft, "commune", on=TODAY) is None

    assert not draft.ok
    session.rollback()


@pytest.mark.parametrize("code", ["\0", "9" * 30, "06463\0", "' OR 1=1", "20", "VN", "182"])
def test_a_made_up_code_picks_nothing(country: Flask, code: str) -> None:
    picked, draft = sent(country, "Hòa Bình, Lạng Sơn", code)

    assert picked is None
    assert draft.errors


def test_suggestions_say_what_was_meant(country: Flask) -> None:
    answer = country.test_client().get("/places/suggest", query_string={"q": "tan my van lang"})

    assert answer.json == {
        "places": [
            {
                "code": "06172",
                "label": "xã Hoàng Văn Thụ (Tân Mỹ cũ)",
                "where": "huyện Văn Lãng cũ, tỉnh Lạng Sơn",
                "words": "xã Hoàng Văn Thụ, tỉnh Lạng Sơn",
            }
        ]
    }


def test_suggestions_stay_inside(country: Flask) -> None:
    asked = {"q": "chi lang", "inside": "06040"}
    answer = country.test_client().get("/places/suggest", query_string=asked)

    assert answer.json is not None
    assert [found["code"] for found in answer.json["places"]] == ["06040"]


@pytest.mark.parametrize("query", ["q=%00", "q=&inside=%F0", "inside=,,,", "q=" + "t" * 1500])
def test_suggestions_bear_nonsense(country: Flask, query: str) -> None:
    assert country.test_client().get(f"/places/suggest?{query}").status_code in (200, 400)
