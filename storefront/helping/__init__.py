"""Acting for others: consent taken back, deeds contested, houses that take over themselves."""
