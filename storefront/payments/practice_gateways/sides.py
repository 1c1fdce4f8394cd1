"""Which gateways are played, each with what its merchant was given."""

from __future__ import annotations

from urllib.parse import urlsplit

from storefront.payments.practice_gateways.asked import Side
from storefront.payments.practice_gateways.models import PracticeCharge
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
from storefront.payments.tills import Tills

NOTICES = "/payments/notices/"


def sides_of(tills: Tills, name: str, *, market: str) -> list[Side]:
    """Of everybody who has credentials of this gateway, the market first."""
    found = [
        side_of(till.provider, market=market, merchant=till.merchant.code)
        for till in tills.all_of(name)
    ]
    return [side for side in found if side is not None]


def side_for(tills: Tills, charge: PracticeCharge, *, market: str) -> Side | None:
    """The half that opened this charge: whose it is stands in the address of its notices."""
    door = urlsplit(charge.tell_us_at).path.partition(NOTICES)[2]
    merchant = door.partition("/")[2]
    till = tills.find(charge.provider, merchant)
    return side_of(till.provider, market=market, merchant=merchant) if till else None


def side_of(provider: Provider | None, *, market: str, merchant: str = "") -> Side | None:
    """The other half of this provider, where it is played."""
    door = f"/{merchant}" if merchant else ""
    tell_us_at = f"{market}{NOTICES}{provider.name}{door}" if provider else ""
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
