"""What people ask about the market, and the answers: short steps in both languages."""
