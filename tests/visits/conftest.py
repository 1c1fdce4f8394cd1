"""A village with its leader, and a house that has long been in the book."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.db import deed
from storefront.places.models import Place
from storefront.shops.models import Household
from tests.village import MARKET_DAY, a_household, a_team, a_village, posted

LONG_KNOWN = MARKET_DAY - timedelta(days=400)


@pytest.fixture
def village(app: Flask) -> Place:
    with deed():
        return a_village()


@pytest.fixture
def leader(village: Place) -> Person:
    with deed():
        leader = posted("Nông Văn Páo", Role.LEADER, village)
        a_team(village, head=leader)
        return leader


@pytest.fixture
def farm(village: Place, leader: Person) -> Household:
    with deed():
        return a_household(village=village, at=LONG_KNOWN)
