"""Refusals. Each is named for what happened; web/errors.py tells people what to do next."""


class MarketError(Exception):
    """Something the market refuses, for a reason a person can understand."""


class NotAllowed(MarketError):
    """This person may not do this here."""


class Busy(MarketError):
    """Too many writers at once; asking again shortly will work."""
