"""How fast and how big the market is, beside the barest Flask that shows the same."""
