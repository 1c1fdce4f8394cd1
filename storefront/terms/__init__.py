"""What sellers and buyers agree on with the market, by version, and who has accepted which."""
