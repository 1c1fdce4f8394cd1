"""Which gateways are played, each with what its merchant was given."""

from __future__ import annotations

from storefront.payments.practice_gateways.asked import Side
from storefront.payments.practice_gateways.momo import MoMoSide
from storefront.payments.practice_gateways.payos import PayOSSide
from storefront.payments.practice_gateways.stripe import StripeSide
from storefront.payments.practice_gateways.vnpay import VNPaySide
from storefront.payments.practice_gateways.zalopay import ZaloPaySide
from storefront.payments.provider import Provider
from storefront.payments.providers.momo import MoMo
from storefront.payments.providers.payos import PayOS
from storefront.payments.providers.stripe import Stripe
from storefront.payments.providers.vnpay import VNPay
from storefront.payments.providers.zalopay import ZaloPay


def side_of(provider: Provider | None, *, market: str) -> Side | None:
    """The other half of this provider, where it is played."""
    tell_us_at = f"{market}/payments/notices/{provider.name}" if provider else ""
    match provider:
        case VNPay():
            return VNPaySide(provider.credentials, tell_us_at)
        case MoMo():
            return MoMoSide(provider.credentials)
        case ZaloPay():
            return ZaloPaySide(provider.credentials)
        case PayOS():
            return PayOSSide(provider.credentials, tell_us_at)
        case Stripe():
            return StripeSide(provider.credentials, tell_us_at)
        case _:
            return None
