"""The practice market, whose messages are handed to a gateway as in earnest: for a proof that plays
that gateway. Nobody serves this to anybody."""

import os

from storefront.notifications import sending
from wsgi import app

sending.sender_for = lambda _settings: sending.SmsGateway(os.environ["SMS_URL"], "played")

__all__ = ["app"]
