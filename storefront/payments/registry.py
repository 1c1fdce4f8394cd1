"""Which ways to pay there are. A new one is a line here, a file and a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr, ValidationError

from storefront.payments.provider import Credentials, Gateway, Provider
from storefront.payments.providers.casso import Casso, CassoCredentials
from storefront.payments.providers.momo import MoMo, MoMoCredentials
from storefront.payments.providers.payos import PayOS, PayOSCredentials
from storefront.payments.providers.sepay import SePay, SePayCredentials
from storefront.payments.providers.stripe import Stripe, StripeCredentials
from storefront.payments.providers.vnpay import VNPay, VNPayCredentials
from storefront.payments.providers.zalopay import ZaloPay, ZaloPayCredentials
from storefront.plainly import plainly_asked
from storefront.settings import SAMPLE_SECRET, Settings

ADDRESSES = frozenset({"api_base", "base_url", "pay_url", "api_url"})
"""Fields that say where a provider's servers are. Only operators do: whoever else could, would have
our server knock at doors of their choice, with secrets in hand."""
PRACTICE_GATEWAYS = "/practice/gateways"
"""Where, in practice, the market plays the gateways' servers itself."""


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    """As in addresses and settings: vnpay is set by VNPAY_TMN_CODE and its like."""
    title: str
    """As people know it."""
    credentials: type[Credentials]
    make: Callable[[Any], Provider]
    sample: Mapping[str, str]
    """Fields for practice; {here} is the practice gateways' address. Empty: not played."""

    def variable(self, field: str) -> str:
        return f"{self.name}_{field}".upper()

    def typed_fields(self) -> list[str]:
        """What a household or co-operative was given."""
        return [name for name in self.credentials.model_fields if name not in ADDRESSES]

    def secret_fields(self) -> frozenset[str]:
        fields = self.credentials.model_fields.items()
        return frozenset(name for name, field in fields if field.annotation is SecretStr)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "sepay",
            "SePay",
            SePayCredentials,
            SePay,
            {"secret": SAMPLE_SECRET, "api_base": "{here}/sepay"},
        ),
        Kind(
            "casso",
            "Casso",
            CassoCredentials,
            Casso,
            {"checksum_key": SAMPLE_SECRET, "api_base": "{here}/casso"},
        ),
        Kind(
            "payos",
            "payOS",
            PayOSCredentials,
            PayOS,
            {
                "client_id": "practice",
                "api_key": SAMPLE_SECRET,
                "checksum_key": SAMPLE_SECRET,
                "api_base": "{here}/payos",
            },
        ),
        Kind(
            "momo",
            "MoMo",
            MoMoCredentials,
            MoMo,
            {
                "partner_code": "CHOBAN",
                "access_key": "practice",
                "secret_key": SAMPLE_SECRET,
                "base_url": "{here}/momo",
            },
        ),
        Kind(
            "zalopay",
            "ZaloPay",
            ZaloPayCredentials,
            ZaloPay,
            {
                "app_id": "2553",
                "key1": SAMPLE_SECRET,
                "key2": SAMPLE_SECRET,
                "base_url": "{here}/zalopay",
            },
        ),
        Kind(
            "vnpay",
            "VNPAY",
            VNPayCredentials,
            VNPay,
            {"tmn_code": "CHOBAN01", "hash_secret": SAMPLE_SECRET, "base_url": "{here}/vnpay"},
        ),
        Kind(
            "stripe",
            "Visa, Mastercard",
            StripeCredentials,
            Stripe,
            {
                "secret_key": SAMPLE_SECRET,
                "webhook_secret": SAMPLE_SECRET,
                "api_base": "{here}/stripe",
            },
        ),
    )
}
"""In the order in which buyers are offered them."""


class WrongConfiguration(Exception):
    """Names the variables; never says what stood in them."""


def deployed(settings: Settings) -> dict[str, Provider]:
    """The market's own providers, by the name in their address: /payments/notices/<name>.

    One that nothing is said about is not there; in practice it has sample credentials. Raises
    WrongConfiguration for one that is set by halves.
    """
    made: dict[str, Provider] = {}
    wrong = [] if settings.practice else [*_asked_plainly(settings)]
    for kind in KINDS.values():
        try:
            fields = _fields(kind, settings)
            if fields:
                made[kind.name] = kind.make(kind.credentials.model_validate(fields))
        except ValidationError as error:
            wrong += complaints(error, kind.variable)
    if wrong:
        raise WrongConfiguration("; ".join(wrong))
    return made


def _asked_plainly(settings: Settings) -> Iterator[str]:
    for name in (kind.variable(field) for kind in KINDS.values() for field in ADDRESSES):
        host = plainly_asked(settings.payments.get(name, ""), plain=settings.plain_hosts)
        if host:
            yield f"{name}: write https, or PLAIN_HOSTS={host}"


def _fields(kind: Kind, settings: Settings) -> dict[str, str]:
    given = {
        field: settings.payments[kind.variable(field)]
        for field in kind.credentials.model_fields
        if settings.payments.get(kind.variable(field))
    }
    if settings.practice:
        return given or sample(kind, settings.public_url)
    if given.keys() <= ADDRESSES:
        return {}  # only says where households' and co-operatives' own are taken to
    if SAMPLE_SECRET in given.values():
        named = [kind.variable(field) for field, value in given.items() if value == SAMPLE_SECRET]
        raise WrongConfiguration(f"{named[0]} still holds the sample that is printed in the source")
    return given


def addresses(kind: Kind, settings: Settings) -> dict[str, str]:
    """Where the servers of this provider are, for everybody's credentials in this market."""
    played = sample(kind, settings.public_url) if settings.practice else {}
    said = {name: settings.payments.get(kind.variable(name)) for name in ADDRESSES}
    found = {**played, **{name: value for name, value in said.items() if value}}
    known = ADDRESSES & kind.credentials.model_fields.keys()
    return {name: value for name, value in found.items() if name in known}


def sample(kind: Kind, public_url: str) -> dict[str, str]:
    here = public_url + PRACTICE_GATEWAYS
    return {field: value.format(here=here) for field, value in kind.sample.items()}


def complaints(error: ValidationError, named: Callable[[str], str]) -> list[str]:
    """What is wrong with which field, without what was typed: it may be a secret."""
    told = error.errors(include_input=False, include_url=False, include_context=False)
    return [
        f"{named('.'.join(str(step) for step in one['loc']))}: "
        + ("is missing" if one["type"] == "missing" else one["msg"])
        for one in told
    ]


def gateways(providers: Mapping[str, Provider]) -> dict[str, Gateway]:
    return {name: it for name, it in providers.items() if isinstance(it, Gateway)}
