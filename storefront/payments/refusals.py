from storefront.errors import MarketError


class MoreThanCame(MarketError):
    """Nobody can give back more than was paid."""
