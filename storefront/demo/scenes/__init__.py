"""What the last days brought two houses of the cast, played by the deeds of the market itself."""
