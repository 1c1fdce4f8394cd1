"""What stalls took on a market day: the figures, the close-out of each stall, the report."""
