"""The day on which somebody asks: one for the whole request, so that rights, lists and words of a
page agree at midnight too. Deeds take their moment from the clock."""

from datetime import date
from functools import cached_property
from typing import cast

from flask import Request

from storefront import clock
from storefront.web.behind import request_now


class DatedRequest(Request):
    @cached_property
    def asked_on(self) -> date:
        return clock.village_date(clock.now())


def asked_on() -> date:
    return cast(DatedRequest, request_now()).asked_on
