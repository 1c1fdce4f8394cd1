"""A timestamp (RFC 3161) from an authority outside, so that the moment of a signature does not rest
on our own clock. Bounded in time; what goes wrong has a name."""

from __future__ import annotations

import time
from enum import StrEnum
from typing import ClassVar

from asn1crypto import cms, core, tsp
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError

from storefront import wire

PATIENCE = 8.0
"""Seconds for all that is asked for one signature: somebody waits before a page."""
ASKS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class NoStamp(StrEnum):
    """Why a signature has no timestamp."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    NONSENSE = "nonsense"
    """An answer that is no timestamp of what was asked."""


class NotStamped(Exception):
    def __init__(self, why: NoStamp) -> None:
        super().__init__(why.value)
        self.why = why


class Authority(TimeStamper):
    """Asked over HTTP, through our own bounded door."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._url = url
        self._until: float | None = None

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        try:
            with wire.within(self._left()):
                answer = wire.post(self._url, req.dump(), headers=ASKS, signed=True)
        except wire.Unreachable as error:
            raise NotStamped(NoStamp.UNREACHABLE) from error
        if answer.status != 200:
            raise NotStamped(NoStamp.REFUSED)
        return _read(answer.body, req)

    def _left(self) -> float:
        """Seconds, from the first question on."""
        now = time.monotonic()
        self._until = self._until or now + PATIENCE
        if self._until <= now:
            raise NotStamped(NoStamp.UNREACHABLE)
        return self._until - now

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        try:
            return await super().async_timestamp(message_digest, md_algorithm)
        except TimestampRequestError as error:
            raise NotStamped(NoStamp.REFUSED) from error


class _Answered(core.Sequence):  # type: ignore[misc]
    """A refusal carries no token, which asn1crypto's own class does not know."""

    _fields: ClassVar = [
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", core.Any, {"optional": True}),
    ]


def _read(body: bytes, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
    """Of the very bytes that were asked about."""
    try:
        status = _Answered.load(body, strict=True)["status"]["status"].native
        if status != "granted":
            raise NotStamped(NoStamp.REFUSED)
        response = tsp.TimeStampResp.load(body, strict=True)
        info = response["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
        is_ours = info["message_imprint"].native == req["message_imprint"].native
        is_new = info["nonce"].native == req["nonce"].native
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotStamped(NoStamp.NONSENSE) from error
    if not (is_ours and is_new):
        raise NotStamped(NoStamp.NONSENSE)
    return response
