"""Which providers this market listens to. A new one is a line here, a file and a test."""

from storefront.payments.provider import Provider
from storefront.payments.providers.sepay import SePay
from storefront.settings import Settings


def providers(settings: Settings) -> dict[str, Provider]:
    """By the name in their address: /payments/notices/<name>. One without a secret is not there."""
    known: list[Provider] = []
    if settings.sepay_secret:
        known.append(SePay(settings.sepay_secret.encode()))
    return {provider.name: provider for provider in known}
