"""Money somebody must look at. Whatever is odd opens a case, once; people close it."""

from storefront.payments.cases.amounts import can_be_asked, changed, odd, unmatched, voided, weighed
from storefront.payments.cases.ending import end, end_those_of, explained, rest_came, went_back
from storefront.payments.cases.gateways import (
    attempt_of,
    disputed,
    ended_short,
    other_amount,
    refund_refused,
    told_otherwise,
    went_back_there,
)
from storefront.payments.cases.opening import open_

__all__ = [
    "attempt_of",
    "can_be_asked",
    "changed",
    "disputed",
    "end",
    "end_those_of",
    "ended_short",
    "explained",
    "odd",
    "open_",
    "other_amount",
    "refund_refused",
    "rest_came",
    "told_otherwise",
    "unmatched",
    "voided",
    "weighed",
    "went_back",
    "went_back_there",
]
