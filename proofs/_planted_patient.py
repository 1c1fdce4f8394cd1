"""The market with a fault planted in it, for a proof to find: it waits for gateways as long as they
like, with everybody who asks. Nobody serves this to anybody."""

from proofs._with_gateways import app
from storefront import wire
from storefront.payments.providers import momo
from storefront.web import gateway_turns

wire.TIMEOUT = momo.PATIENCE = (120.0, 120.0)
wire.LONGEST = gateway_turns.LONGEST = 300.0
gateway_turns.PLACES = 1_000

__all__ = ["app"]
