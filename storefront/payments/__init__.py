"""Taking money: several ways to pay, one door to record it."""
