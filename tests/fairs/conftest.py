from __future__ import annotations

import pytest
from flask import Flask

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.db import deed
from storefront.fairs.models import Stall
from tests.village import a_stall, posted


@pytest.fixture
def stall(app: Flask) -> Stall:
    """A stall of today, with its card."""
    with deed():
        return a_stall(at=clock.now())


@pytest.fixture
def officer(stall: Stall) -> Person:
    with deed():
        return posted("Vi Văn Thắng", Role.COMMUNE_OFFICER, stall.fair.place)
