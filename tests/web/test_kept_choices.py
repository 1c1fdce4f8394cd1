"""What a reader chose on a growth page stays chosen, by every way on and every form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from sqlalchemy import select

from storefront import clock
from storefront.campaign.models import Baseline
from storefront.db import session
from storefront.facts.models import Indicator
from tests.browser import Browser, Page
from tests.web.test_growth import Scene, scene, told

__all__ = ["scene"]

NOW = clock.now()
DAY = (clock.village_date(NOW) - timedelta(days=130)).replace(day=15).isoformat()
"""No end of a month: the form must offer it all the same."""
PAGES = ["", "/communes", "/map", "/multiples", "/teams"]
SAME_PLACE = {f"/growth/20{it}" for it in PAGES}


@dataclass
class Form:
    action: str
    said: dict[str, list[str]]


def a_base(browser: Browser, scene: Scene) -> int:
    """A second baseline of the province, entered by its officer."""
    browser.sign_in(scene.province_officer)
    said = {"indicator": "revenue", "on": DAY, "value": "10.000", "multiple": ""}
    browser.client.post("/growth/20/baselines", data=said | {"source": "nguồn"})
    browser.get("/growth/20/baselines")
    wanted = select(Baseline.id).where(Baseline.indicator == Indicator.REVENUE)
    return session.scalars(wanted.order_by(Baseline.id.desc())).all()[0]


def filters(page: Page) -> Form:
    """The form of the page as a browser would send it untouched."""
    action, name, first, inside = "", "", True, False
    found: dict[str, list[str]] = {}
    for tag, attrs in page.tags:
        if tag == "form":
            inside = "filters" in (attrs.get("class") or "")
            action = (attrs.get("action") or "") if inside else action
        elif inside and tag == "select":
            name, first = attrs["name"] or "", True
        elif inside and tag == "option" and (first or "selected" in attrs):
            found[name], first = [attrs["value"] or ""], False
        elif inside and tag == "input":
            found.setdefault(attrs["name"] or "", []).append(attrs["value"] or "")
    return Form(action, found)


def asked(url: str) -> dict[str, Any]:
    return parse_qs(urlsplit(url).query)


@pytest.mark.parametrize("page", PAGES)
def test_ways_and_forms_keep_all_that_was_chosen(browser: Browser, scene: Scene, page: str) -> None:
    base = a_base(browser, scene)
    chosen = {"to": [DAY], "geo": ["then"], "of": ["revenue"], "base": [str(base)]}

    seen = browser.get(f"/growth/20{page}?{urlencode(chosen, doseq=True)}")

    way_on = {it for it in seen.links() if urlsplit(it).path in SAME_PLACE}
    months = {it for it in way_on if asked(it).get("to") != [DAY]}
    for link in months:  # of the chart, each to its own end
        assert urlsplit(link).path == "/growth/20/communes", link
        last = date.fromisoformat(asked(link)["to"][0])
        assert (last + timedelta(days=1)).day == 1, link
        assert asked(link) == chosen | {"to": [last.isoformat()]}, link
    way_on -= months
    for link in way_on:
        assert asked(link).get("geo") == ["then"], link
    kept = [it for it in way_on if asked(it).get("base") == [str(base)]]
    others = {it for it in way_on if it not in kept}
    assert kept
    assert all(urlsplit(it).path == "/growth/20" for it in others), others
    below = [it for it in seen.links() if urlsplit(it).path == f"/growth/{scene.chi_lang.code}"]
    for link in below:
        assert asked(link) == {"to": [DAY], "geo": ["then"], "of": ["revenue"]}, link
    if page != "/teams":
        form = filters(seen)
        assert {it: form.said[it] for it in chosen} == chosen
        again = browser.get(f"{urlsplit(form.action).path}?{urlencode(form.said, doseq=True)}")
        assert told(again) == told(seen)


def test_one_scale_stays_when_the_day_is_changed(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.province_officer)

    form = filters(browser.get("/growth/20/multiples?scale=same"))

    assert form.said["scale"] == ["same"]


def test_the_way_up_keeps_day_and_geography(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.province_officer)

    page = browser.get(f"/growth/{scene.chi_lang.code}?to={DAY}&geo=then&of=revenue")

    (up,) = [it for it in page.links() if urlsplit(it).path == "/growth/20"]
    assert asked(up) == {"to": [DAY], "geo": ["then"], "of": ["revenue"]}


def test_pages_of_a_list_keep_every_baseline(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.province_officer)

    page = browser.get("/growth/20/teams?page=2&base=1&base=2")

    (back,) = [it for it in page.links() if "page=1" in it]
    assert asked(back)["base"] == ["1", "2"]
