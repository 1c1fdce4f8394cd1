from storefront.errors import MarketError


class NotTheirTurn(MarketError):
    """It was decided meanwhile, or is not theirs to decide."""


class ShopIsDown(MarketError):
    """The shop comes first: its goods are down with it."""


class SecondPerson(MarketError):
    """Whoever took it down does not decide about the objection."""
