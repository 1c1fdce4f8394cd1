"""What a shop refuses, named for what happened."""

from storefront.errors import MarketError


class NoConsent(MarketError):
    """The household has not agreed to this, or has taken its agreement back."""


class NotInTheBook(MarketError):
    """The village is in no commune, so nothing there can be counted."""


class PhoneTaken(MarketError):
    """Somebody else is known by this number."""


class ShopAlreadyOpen(MarketError):
    """A household has one shop."""


class BadAccount(MarketError):
    """No such bank, or no such number."""


class CannotTakeBack(MarketError):
    """It has been changed again since."""


class NoAccount(MarketError):
    """The household has not said where it is paid."""


class AccountKnown(MarketError):
    """It is paid somewhere already, or was: another account is a change."""


class LotOpen(MarketError):
    """Another harvest of it is on sale."""


class Restricted(MarketError):
    """The law keeps such goods from the market; `rule` says which law."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class TakenDown(MarketError):
    """After a report; an officer can put it back."""
