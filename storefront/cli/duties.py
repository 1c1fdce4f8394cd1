"""What the worker does: jobs that deeds asked for, and duties that come round.

Each opens its own `deed()`, and may be done again after a crash: it must bear being done twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from flask import current_app
from pydantic import SecretStr

from storefront.accounts import sign_in
from storefront.campaign import folding
from storefront.db import deed
from storefront.notifications import sending
from storefront.orders import actions as orders
from storefront.payments import practice
from storefront.payments.providers.sepay import SePay, SePayCredentials


class Handler(Protocol):
    def __call__(self, payload: dict[str, Any], /, *, at: datetime) -> None: ...


class Routine(Protocol):
    def __call__(self, *, at: datetime) -> object: ...


@dataclass(frozen=True, slots=True)
class Duty:
    name: str
    every: timedelta
    do: Routine


def send_messages(*, at: datetime) -> int:
    return sending.send_due(sending.sender_for(current_app.config["SETTINGS"]), at=at)


def forget_knocks(*, at: datetime) -> None:
    with deed():
        sign_in.forget_old(at=at)


def expire_orders(*, at: datetime) -> None:
    with deed():
        orders.expire_due(at=at)


def deliver_practice_notice(payload: dict[str, Any], /, *, at: datetime) -> None:
    settings = current_app.config["SETTINGS"]
    to = f"{settings.public_url}/payments/notices/sepay"
    practice.deliver(
        payload, SePay(SePayCredentials(secret=SecretStr(settings.sepay_secret))), to=to, at=at
    )


HANDLERS: dict[str, Handler] = {practice.JOB: deliver_practice_notice}
"""By the kind of job."""

DUTIES: tuple[Duty, ...] = (
    Duty("fold facts into sums", timedelta(seconds=2), folding.fold_all),
    Duty("send messages", timedelta(seconds=2), send_messages),
    Duty("let orders run out of time", timedelta(minutes=1), expire_orders),
    Duty("forget old sign-in codes", timedelta(hours=1), forget_knocks),
)
