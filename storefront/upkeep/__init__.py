"""What keeps the market open: whether all its parts answer, and copies of it for a bad day."""
